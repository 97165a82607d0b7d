// A trustee's share of the decryption of the sums (SPEC, "Partial decryption").

import { power, powerOnce, randomScalar, scalar } from '../protocol/group.js';
import { challenge } from '../protocol/hash.js';
import { generator, publicHalf } from './key.js';

/**
 * @param {bigint} secret the trustee's private key
 * @param {{fingerprint: string, alphas: string[][]}} tally of a record that was checked: the alphas are its own product
 * @param {(done: number, all: number) => Promise<void>} report awaited after each entry, so that the page stays alive
 * @returns {Promise<{decryption_factors: string[][], decryption_proofs: object[][]}>}
 */
export async function partialDecryption(secret, tally, report = async () => {}) {
  const prefix = `decrypt|${tally.fingerprint}|${publicHalf(secret)}|`;
  const all = tally.alphas.flat().length;
  const factors = [];
  const proofs = [];
  let done = 0;
  for (const row of tally.alphas) {
    factors.push([]);
    proofs.push([]);
    for (const text of row) {
      const alpha = BigInt(text);
      factors.at(-1).push(String(powerOnce(alpha, secret)));
      proofs.at(-1).push(proveFactor(prefix, alpha, secret));
      done += 1;
      await report(done, all);
    }
  }
  return { decryption_factors: factors, decryption_proofs: proofs };
}

/** The factor and the public key have the same logarithm. */
function proveFactor(prefix, alpha, secret) {
  const nonce = randomScalar();
  const value = challenge(prefix, [power(generator, nonce), powerOnce(alpha, nonce)]);
  return { challenge: String(value), response: String(scalar(nonce - secret * value)) };
}
