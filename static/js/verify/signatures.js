/** Ed25519 with keys that have one spelling and are of the whole curve, as SPEC 13 asks. */

import { hashes, Point } from '../../vendor/noble-ed25519-3.2.0/index.js';
import { sha512 } from '../../vendor/noble-hashes-2.4.0/sha2.js';
import { toHex } from './digest.js';

hashes.sha512 = sha512;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** @param {Uint8Array} bytes */
const littleEndian = (bytes) => BigInt(`0x${toHex(bytes.slice().reverse())}`);

/**
 * The point of a public key; null where the bytes are no key: another length or spelling, no point, small order.
 *
 * @param {Uint8Array} key
 * @returns {Point | null}
 */
export function pointOf(key) {
  if (key.length !== KEY_BYTES) {
    return null;
  }
  try {
    const point = Point.fromBytes(key, false);
    return point.isSmallOrder() ? null : point;
  } catch {
    return null;
  }
}

/**
 * Whether a signature is that of a key: s below the order, and the encoding of s·B - k·A equal to that of R.
 *
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @param {Uint8Array} key
 */
export function isSigned(signature, message, key) {
  const point = pointOf(key);
  const [r, s] = [signature.subarray(0, KEY_BYTES), littleEndian(signature.subarray(KEY_BYTES))];
  if (!point || signature.length !== SIGNATURE_BYTES || s >= ORDER) {
    return false;
  }
  const hash = sha512.create().update(r).update(key).update(message).digest();
  const k = littleEndian(hash) % ORDER;
  const found = Point.BASE.multiply(s, false).add(point.negate().multiply(k, false));
  return toHex(found.toBytes()) === toHex(r);
}
