// What is checked before a key is used (SPEC, "Custody of trustees' keys"), the same rules as the command's. The office writes
// the events and could ask for a single vote in the guise of a count: nothing is believed but the record and a closing head
// from elsewhere.

import { checkClosingHead } from './closing-head.js';
import { printOf } from './print.js';
import { stop } from './stop.js';

/** The tool's own floor, whatever the election's: with fewer the sums are nearly the votes. */
export const LEAST_BALLOTS = 3;

/**
 * @typedef {{name: string, publicKey: string}} Own the trustee's own name and public key (base 10)
 * @typedef {{source: 'observer'|'typed', head: import('./closing-head.js').ClosingHead}
 *   | {source: 'witness', witness: {height: number, hash: string, fingerprint: string}}
 *   | {source: 'office'}} Given how the ballots ended, and who says so
 */

/** The trustee's number in the list, from 1; Error 'key-exchanged' with both prints where another key stands there. */
export function findOwnKey(trustees, own) {
  const place = trustees.findIndex(({ name, publicKey }) => name === own.name && publicKey === own.publicKey);
  if (place >= 0) return place + 1;
  const listed = trustees.filter(({ name }) => name === own.name).map(({ publicKey }) => printOf(publicKey));
  throw stop('key-exchanged', { mine: printOf(own.publicKey), listed: listed.join(' / ') || '—' });
}

/** Error unless the record's sums may be decrypted with the trustee's own key. In the order of SPEC 11.4. */
export function checkTally(tally, own, given) {
  findOwnKey(tally.trustees, own);
  if (given.head) checkClosingHead(given.head, tally.uuid, tally.closing);
  if (given.witness) checkWitness(given.witness, tally);
  if (tally.ballots < LEAST_BALLOTS) throw stop('tally-small', { least: LEAST_BALLOTS });
}

/** A head at the end of the ballots or behind it, of this board. */
function checkWitness({ height, hash, fingerprint }, tally) {
  if (fingerprint !== tally.fingerprint || height < tally.closing.height) throw stop('closing-head-other');
  if (tally.hashes[height] === undefined) throw stop('witness-later');
  if (tally.hashes[height] !== hash) throw stop('closing-head-other');
}
