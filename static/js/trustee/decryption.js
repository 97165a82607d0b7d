// A trustee's share of the decryption of the sums (SPEC, "Partial decryption").

import { decodeElement, power, powerOnce, randomScalar, scalar } from '../booth/group.js';
import { challenge } from '../booth/hash.js';
import { generator, publicHalf } from './key.js';

/**
 * @param {bigint} secret the trustee's private key
 * @param {string} fingerprint of the election
 * @param {{alpha: string, beta: string}[][]} tally one list per question
 * @param {(done: number, all: number) => Promise<void>} report awaited after each entry, so that the page stays alive
 * @returns {Promise<string>} the exact text to post
 * @throws {RangeError} when the tally is not made of group elements
 */
export async function partialDecryption(secret, fingerprint, tally, report) {
  const prefix = `decrypt|${fingerprint}|${publicHalf(secret)}|`;
  const all = tally.reduce((count, row) => count + row.length, 0);
  const factors = [];
  const proofs = [];
  let done = 0;
  for (const row of tally) {
    factors.push([]);
    proofs.push([]);
    for (const { alpha: text, beta } of row) {
      const alpha = decodeElement(text);
      decodeElement(beta);
      factors.at(-1).push(String(powerOnce(alpha, secret)));
      proofs.at(-1).push(proveFactor(prefix, alpha, secret));
      done += 1;
      await report(done, all);
    }
  }
  return JSON.stringify({ decryption_factors: factors, decryption_proofs: proofs });
}

/** The factor and the public key have the same logarithm. */
function proveFactor(prefix, alpha, secret) {
  const nonce = randomScalar();
  const value = challenge(prefix, [power(generator, nonce), powerOnce(alpha, nonce)]);
  return { challenge: String(value), response: String(scalar(nonce - secret * value)) };
}
