// Posts and downloads that end: after some tries the page says whom to call, instead of asking for ever.

import { post } from '../page/post.js';
import { stop } from './stop.js';

const TRIES = 6;
const PAUSE = 2000;
const PATIENCE = 60000;

/** @returns {Promise<object>} the answer; Error with the server's own words, or 'no-answer' after some tries */
export async function send(url, body, { uncertain = () => {} } = {}) {
  const { ok, answer } = await post(url, body, {
    uncertain: (attempt) => {
      if (attempt >= TRIES) throw stop('no-answer');
      uncertain(attempt);
    },
    signal: new AbortController().signal,
  });
  if (answer.error === 'front-refused') throw stop(answer.error, { status: answer.status });
  if (!ok) throw Object.assign(new Error(answer.error), { told: answer.message });
  return answer;
}

/** @returns {Promise<Uint8Array>} what stands at an address; Error 'no-answer' after some tries */
export async function load(url, { uncertain = () => {} } = {}) {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const response = await fetch(url, {
        cache: 'no-store',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      if (response.status < 500) break;
    } catch {
      /* the network: once more */
    }
    uncertain(attempt);
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE);
    });
  }
  throw stop('no-answer');
}
