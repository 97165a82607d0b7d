// Zero-knowledge proofs of the booth (SPEC, "Proofs"). The prover knows every secret, so all powers
// are of the two prepared bases. A proof of n branches costs 3n - 1 of them, whichever branch is true.

import { multiply, power, randomScalar, scalar } from './group.js';
import { challenge } from './hash.js';

/**
 * Prove that at least one branch holds, without saying which.
 *
 * @param {{g: object, y: object}} bases prepared tables
 * @param {string} prefix text before the commitments in the hash
 * @param {{r: bigint, offset: number}[]} branches randomness of the branch's ciphertext, and its
 *   content minus the value that the branch claims (0 in a true branch)
 * @param {number} truth index of a branch whose offset is 0
 * @param {import('./random.js').Random} random
 * @returns {{challenge: string, response: string}[]} one pair per branch, base 10
 */
export function proveOneOf(bases, prefix, branches, truth, random) {
  const drawn = branches.map(() => ({ challenge: randomScalar(random), response: randomScalar(random) }));
  const commitments = [];
  branches.forEach(({ r, offset }, j) => {
    const exponent = scalar(drawn[j].response + r * drawn[j].challenge);
    const shift = j === truth ? 1n : power(bases.g, scalar(BigInt(offset) * drawn[j].challenge));
    commitments.push(power(bases.g, exponent), multiply(power(bases.y, exponent), shift));
  });
  const sum = drawn.reduce((total, pair) => total + pair.challenge, 0n);
  const missing = scalar(challenge(prefix, commitments) - sum);
  return drawn.map((pair, j) => {
    const share = j === truth ? missing : 0n;
    return {
      challenge: String(scalar(pair.challenge + share)),
      response: String(scalar(pair.response - branches[j].r * share)),
    };
  });
}

/**
 * Prove knowledge of the logarithm `secret` to the base g; used for signatures and trustee keys. The nonce is always
 * the device's own: whoever knows it knows the secret.
 */
export function proveSecret(g, prefix, secret) {
  const nonce = randomScalar();
  const value = challenge(prefix, [power(g, nonce)]);
  return { challenge: String(value), response: String(scalar(nonce - secret * value)) };
}
