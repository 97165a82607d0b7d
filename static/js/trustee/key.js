// A trustee's key (SPEC, "Trustees"): made here, kept in a file here; only the public half leaves.

import { GROUP, generatorTable, power, randomScalar } from '../protocol/group.js';
import { proveSecret } from '../protocol/proofs.js';

const NONCE = /^[0-9a-f]{32}$/;

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

/**
 * The exact text that answers a test: the proof that this key is known, over the office's nonce and the election in whose
 * set-up the trustee has found the key. RangeError if it is no nonce.
 */
export function answerTest(secret, nonce, fingerprint) {
  if (typeof nonce !== 'string' || !NONCE.test(nonce)) throw new RangeError('nonce-format');
  const prefix = `majma|key-check|${GROUP}|${publicHalf(secret)}|${nonce}|${fingerprint}|`;
  return JSON.stringify(proveSecret(generator, prefix, secret));
}
