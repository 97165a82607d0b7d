// A trustee's key (SPEC, "Trustees"): made here, kept in a file here; only the public half leaves.

import {
  GROUP, decodeElement, generatorTable, multiply, power, powerOnce, randomScalar, scalar, timesGenerator,
} from '../booth/group.js';
import { proveSecret } from '../booth/proofs.js';

const LARGEST_TEST = 10000;

/** The prepared generator: make it once, it serves every call below. */
export const generator = generatorTable();

/** @returns {{secret: bigint, publicKey: string}} a new key; the public half in base 10 */
export function makeKey() {
  const secret = randomScalar();
  return { secret, publicKey: publicHalf(secret) };
}

/** g^secret, base 10. */
export function publicHalf(secret) {
  return String(power(generator, secret));
}

/** The exact text that is posted: public key with its proof of knowledge, and the trustee's name. */
export function trusteeKeyText(secret, name) {
  const publicKey = publicHalf(secret);
  const pok = proveSecret(generator, `pok|${GROUP}|${publicKey}|`, secret);
  return JSON.stringify({ pok, public_key: publicKey, ...(name ? { name } : {}) });
}

/** The number from 0 to 9999 in a test ciphertext; Error 'key-other' when the key does not open it. */
export function openTest(secret, { alpha, beta }) {
  const shared = powerOnce(decodeElement(alpha), scalar(-secret));
  const wanted = multiply(decodeElement(beta), shared);
  let element = 1n;
  for (let number = 0; number < LARGEST_TEST; number += 1) {
    if (element === wanted) return number;
    element = timesGenerator(element, 1);
  }
  throw new Error('key-other');
}
