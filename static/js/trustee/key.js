// A trustee's key (SPEC, "Trustees"): made here, kept in a file here; only the public half leaves.

import { GROUP, decodeScalar, generatorTable, power, randomScalar } from '../booth/group.js';
import { proveSecret } from '../booth/proofs.js';

const MOST_BYTES = 200;

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

/** The private key file: the number in base 10 between double quotes. */
export function keyFileText(secret) {
  return JSON.stringify(String(secret));
}

/** The number of a key file; Error 'key-file' when the file is something else. */
export function readKeyFile(text) {
  try {
    if (text.length > MOST_BYTES) throw new RangeError('too long');
    const secret = decodeScalar(JSON.parse(text.trim()));
    if (secret === 0n) throw new RangeError('zero');
    return secret;
  } catch {
    throw new Error('key-file');
  }
}
