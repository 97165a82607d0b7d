// By what an enrolled tablet shows that it may cast (SPEC 6.4): a code over the ballot's tracker, under the key that all
// tablets of a session share.

import { hmac } from '../../vendor/noble-hashes-2.4.0/hmac.js';
import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';
import { hashBase64 } from './hash.js';

/**
 * @param {string} key base 16
 * @param {string} ballot its bytes, as text
 * @returns {string} 64 digits in base 16
 */
export function deviceCode(key, ballot) {
  const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const said = new TextEncoder().encode(`majma|device|1|${hashBase64(ballot)}`);
  return [...hmac(sha256, bytes, said)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
