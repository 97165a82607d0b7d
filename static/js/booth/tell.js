// What is said of a request that waits, and of what went wrong.

import { problem } from './screen.js';
import { known, say } from '../page/words.js';

/** The words for a fault: its code names them, or something unexpected happened. */
export function explain({ message }) {
  return say(known(message) ? message : 'unexpected');
}

/** The server gave no answer; it is asked again. Said once. */
export function tellUnknown(attempt) {
  if (attempt === 1) problem(say('slip-unknown'));
}

/** The server took nothing and said when to ask again. */
export function tellBusy(seconds, _attempt, full) {
  problem(full ? say('server-full') : say('server-busy', { seconds }));
}
