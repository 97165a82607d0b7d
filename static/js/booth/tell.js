// What is said of a request that waits, and of what went wrong.

import { problem } from './screen.js';
import { known } from '../page/words.js';

/** The words for a fault: its code names them, or something unexpected happened. */
export function explain({ message }) {
  return { name: known(message) ? message : 'unexpected' };
}

/** The words for a refusal: its own, or, where something before the server refused, those that name its number. */
export function refusal({ error, message, status }) {
  return message ? { text: message } : { name: error, values: { status } };
}

/** The server gave no answer; it is asked again. Said once. */
export function tellUnknown(attempt) {
  if (attempt === 1) problem({ name: 'slip-unknown' });
}

/** The server took nothing and said when to ask again. */
export function tellBusy(seconds, _attempt, full) {
  problem(full ? { name: 'server-full' } : { name: 'server-busy', values: { seconds } });
}
