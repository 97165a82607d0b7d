// Posts that survive a bad network: the identical bytes again, until the server gives a definite answer.

import { within } from './within.js';

const PATIENCE = 20000;
const PAUSES = [1000, 2000, 4000, 8000];
const LONGEST_WAIT = 60;

/** The status of a server whose disk is full: it took nothing, and people must make room; then it takes the same. */
const NO_ROOM = 507;
const MAKING_ROOM = 10;

/** Refusals of the request, not of the slip or the ballot, by what stands before the page's own rules. */
const OF_THE_REQUEST = /^http-[0-9]+$/;
const FRONT_REFUSED = 'front-refused';

/** Statuses that say nothing of what was posted: it came too slowly, too early, or too often. */
const ANOTHER_TIME = new Set([408, 425, 429]);

/**
 * @param {string} url
 * @param {object} body sent as JSON, serialised once
 * @param {{uncertain: (attempt: number) => void, signal: AbortSignal,
 *   nameless?: boolean, busy?: (seconds: number, attempt: number, full: boolean) => void}} options `uncertain` is called each time the fate
 *   of the request is not known; `busy` each time the server took nothing: after how many seconds it is asked again, and
 *   whether it has no room, so that people must come; `nameless`: nothing goes along that tells this browser from another
 * @returns {Promise<{ok: boolean, answer: object, sure: boolean}>} a definite answer: success, or a refusal with its code. What stands
 *   before the program refuses with `front-refused` and its `status`, and would refuse the same again; `sure` says that
 *   nothing of it has come through: no earlier try was left without an answer
 */
export async function post(url, body, options) {
  const { uncertain, signal, nameless = false, busy = (_seconds, attempt) => uncertain(attempt) } = options;
  const text = JSON.stringify(body);
  let sure = true;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send(url, text, signal, nameless);
    signal.throwIfAborted();
    if (outcome?.seconds) {
      busy(outcome.seconds, attempt, Boolean(outcome.full));
      await pause(outcome.seconds * 1000, signal);
      continue;
    }
    if (outcome) return { ...outcome, sure };
    sure = false;
    uncertain(attempt);
    await pause(PAUSES[Math.min(attempt, PAUSES.length) - 1], signal);
  }
}

/** A definite outcome, the seconds that the server asks to wait, or null where nothing is known. */
async function send(url, text, signal, nameless) {
  const named = nameless ? {} : { 'X-CSRFToken': mark().content };
  try {
    const asked = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...named },
      body: text,
      credentials: nameless ? 'omit' : 'same-origin',
      cache: 'no-store',
    };
    return await withPatience(url, asked, signal, (response) => definite(response, signal, nameless));
  } catch {
    return null;
  }
}

async function definite(response, signal, nameless) {
  if (response.status === NO_ROOM) return { seconds: MAKING_ROOM, full: true };
  const seconds = secondsToWait(response);
  if (seconds) return { seconds };
  if (response.status >= 500) return null;
  const json = (response.headers.get('Content-Type') ?? '').includes('json');
  const answer = json ? await response.json() : {};
  if (response.ok) return json ? { ok: true, answer } : null;
  if (answer.error === 'page-expired') {
    if (!nameless) await renewMark(signal);
    return null;
  }
  if (answer.error && !OF_THE_REQUEST.test(answer.error)) return { ok: false, answer };
  if (ANOTHER_TIME.has(response.status)) return null;
  return { ok: false, answer: { error: FRONT_REFUSED, status: response.status } };
}

/** Too many tries (429) or too much at once (503), with a time: whatever was posted was not taken. */
function secondsToWait(response) {
  if (response.status !== 429 && response.status !== 503) return 0;
  const said = Number(response.headers.get('Retry-After'));
  return said > 0 ? Math.min(Math.ceil(said), LONGEST_WAIT) : 0;
}

/** What `read` finds in the answer; its body, too, may stop half way. */
function withPatience(url, options, signal, read) {
  const ask = async (limit) => read(await fetch(url, { ...options, signal: limit }));
  return within(ask, { also: signal, patience: PATIENCE });
}

function mark() {
  return document.querySelector('meta[name="csrf-token"]');
}

/** A tablet may have stood open longer than the mark against forged posts lives: fetch a new one. */
async function renewMark(signal) {
  const text = await withPatience(location.pathname, { cache: 'no-store' }, signal, (response) => response.text());
  const page = new DOMParser().parseFromString(text, 'text/html');
  const fresh = page.querySelector('meta[name="csrf-token"]');
  if (fresh) mark().content = fresh.content;
}

/** Wait, but no longer than until the network is back. */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      finish();
      reject(signal.reason);
    };
    const go = () => {
      finish();
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    function finish() {
      clearTimeout(timer);
      window.removeEventListener('online', go);
      signal.removeEventListener('abort', stop);
    }
    window.addEventListener('online', go);
    signal.addEventListener('abort', stop);
  });
}
