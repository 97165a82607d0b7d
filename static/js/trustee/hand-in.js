// What a trustee hands in (SPEC, "Decrypting"): the decryption's own bytes, its binding, where the closing head came from.

import { bindDecryption, bindingHolds } from './binding.js';
import { partialDecryption } from './decryption.js';
import { publicHalf } from './key.js';
import { stop } from './stop.js';

/**
 * @param {bigint} secret
 * @param {import('./record.js').Tally} tally of a record that `checkTally` let pass
 * @param {'observer'|'witness'|'typed'|'office'} source
 * @param {(done: number, all: number) => Promise<void>} report
 * @returns {Promise<string>} the canonical JSON
 */
export async function makeHandIn(secret, tally, source, report = async () => {}) {
  const all = 2 * tally.alphas.flat().length;
  const made = await partialDecryption(secret, tally, (done) => report(done, all));
  const factors = made.decryption_factors;
  const binding = await bindDecryption(secret, tally, factors, (done) => report(all / 2 + done, all));
  if (!bindingHolds(binding, publicHalf(secret), tally, factors)) throw stop('unexpected');
  return JSON.stringify({
    kind: 'majma decryption',
    version: 1,
    head: tally.head,
    source,
    decryption: JSON.stringify(made),
    binding,
  });
}
