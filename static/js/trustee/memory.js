// What a key was used for, remembered by this browser before the key is used (SPEC, "Key files"). The owner of the browser
// can empty this storage: a second copy of a key file does not know of the first.

import { stop } from './stop.js';

/** @typedef {import('./key-file.js').Use} Use */

/**
 * Write down the election, and the one tally, that a key is about to be used for.
 *
 * @param {Use} file what the key file itself remembers
 * @param {string} election φ
 * @param {?string} head the hex hash of the EncryptedTally event; null for a test
 * Error 'key-used-election', 'key-used-tally', or 'memory-missing' where this browser remembers nothing.
 */
export function remember(file, election, head = null) {
  const name = `majma-key-${file.print}`;
  const kept = read(name);
  for (const known of [file, kept]) {
    if (known.election !== null && known.election !== election) throw stop('key-used-election');
    if (head !== null && known.head !== null && known.head !== head) throw stop('key-used-tally');
  }
  const use = JSON.stringify({ election, head: head ?? kept.head ?? file.head });
  try {
    localStorage.setItem(name, use);
  } catch {
    throw stop('memory-missing');
  }
  if (localStorage.getItem(name) !== use) throw stop('memory-missing');
}

/** Error 'key-used-election' where the file or this browser knows of an election that this key belongs to. */
export function unused(file) {
  if (file.election !== null || read(`majma-key-${file.print}`).election !== null) throw stop('key-used-election');
}

function read(name) {
  try {
    return { election: null, head: null, ...JSON.parse(localStorage.getItem(name) ?? '{}') };
  } catch {
    throw stop('memory-missing');
  }
}
