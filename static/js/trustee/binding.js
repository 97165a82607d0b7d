// Bindings (SPEC, "Binding"): the proof that ties all factors of one decryption to this tally of this board. Belenios' own
// proof names neither alpha nor the factor; without a binding a trustee and the last voter could publish any result.

import { decodeElement, decodeScalar, multiply, power, powerOnce, randomScalar, scalar } from '../protocol/group.js';
import { challenge } from '../protocol/hash.js';
import { generator, publicHalf } from './key.js';

/**
 * @typedef {{fingerprint: string, head: string, alphas: string[][]}} Tally φ, the hex hash of the EncryptedTally event,
 *   and the alphas of the own product of the ballots, per question, in base 10
 */

/**
 * @param {bigint} secret
 * @param {Tally} tally
 * @param {string[][]} factors as they stand in the decryption
 * @param {(done: number, all: number) => Promise<void>} report awaited after each entry
 * @returns {Promise<{challenge: string, response: string}>}
 */
export async function bindDecryption(secret, tally, factors, report = async () => {}) {
  const alphas = tally.alphas.flat().map(BigInt);
  const nonce = randomScalar();
  const commitments = [power(generator, nonce)];
  for (const alpha of alphas) {
    commitments.push(powerOnce(alpha, nonce));
    await report(commitments.length - 1, alphas.length);
  }
  const value = challenge(prefixOf(publicHalf(secret), tally, factors), commitments);
  return { challenge: String(value), response: String(scalar(nonce - value * secret)) };
}

/**
 * Whether a binding holds for this public key (base 10), tally and these factors, each tested for membership. RangeError for
 * what is no scalar or no member.
 */
export function bindingHolds({ challenge: said, response }, publicKey, tally, factors) {
  const [c, r] = [decodeScalar(said), decodeScalar(response)];
  const pairs = tally.alphas.flat().map((alpha, i) => [BigInt(alpha), decodeElement(factors.flat()[i])]);
  const commitments = [
    multiply(power(generator, r), powerOnce(decodeElement(publicKey), c)),
    ...pairs.map(([alpha, factor]) => multiply(powerOnce(alpha, r), powerOnce(factor, c))),
  ];
  return challenge(prefixOf(publicKey, tally, factors), commitments) === c;
}

function prefixOf(publicKey, { fingerprint, head, alphas }, factors) {
  const said = factors.flat();
  const statement = alphas
    .flat()
    .map((alpha, i) => `${alpha},${said[i]}`)
    .join(',');
  return `majma|decryption|1|${fingerprint}|${publicKey}|${head}|${statement}|`;
}
