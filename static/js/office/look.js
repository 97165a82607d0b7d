// What the server says of a slip that was scanned: only its serial is sent, as `readSerial` took it from the slip's code.

import { say } from '../page/words.js';

/**
 * @param {HTMLElement} place says where to ask (data-check) and the token of the page (data-csrf)
 * @param {string} serial
 * @returns {Promise<{ok: boolean, state?: string, error?: string, message?: string}>} `state`: unused, spoiled or void
 */
export async function look(place, serial) {
  try {
    const response = await fetch(place.dataset.check, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': place.dataset.csrf },
      body: JSON.stringify({ serial }),
      cache: 'no-store',
    });
    if (response.redirected) return { ok: false, message: say('scan-signed-out') };
    const answer = await response.json();
    return { ok: response.ok, error: answer.error, message: answer.message, state: answer.state };
  } catch {
    return { ok: false, message: `${serial}: ${say('scan-lost')}` };
  }
}
