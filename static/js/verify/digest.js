/** Hashes of SPEC 3.1 and the short fingerprints of SPEC 3.4. */

import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';
import { Q } from './group.js';

const UTF8 = new TextEncoder();
const SHORT_DIGITS = 40;

/** @param {string} text */
export const utf8 = (text) => UTF8.encode(text);

/** @param {string | Uint8Array} data */
const bytesOf = (data) => (typeof data === 'string' ? utf8(data) : data);

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {string} hex an even number of digits */
export const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** @param {Uint8Array} bytes */
export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/**
 * @param {string} text base64 in the standard alphabet, padded
 * @returns {Uint8Array | null} null where the text is another spelling, or none
 */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) {
    return null;
  }
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/** @param {string | Uint8Array} data */
export const digest = (data) => sha256(bytesOf(data));

/** @param {string | Uint8Array} data */
export const hexDigest = (data) => toHex(digest(data));

/** SHA-256 as 43 characters. @param {string | Uint8Array} data */
export const base64Digest = (data) => toBase64(digest(data)).replace(/=+$/, '');

/** @param {Uint8Array} bytes */
export const numberOf = (bytes) => BigInt(`0x${toHex(bytes) || '0'}`);

/**
 * H(prefix; e1,…,ek) of SPEC 3.1.
 *
 * @param {string} prefix
 * @param {bigint[]} elements
 */
export const challengeOf = (prefix, elements) => numberOf(digest(prefix + elements.join(','))) % Q;

/**
 * The forty digits of SPEC 3.4, of which 12, 20 or all are shown.
 *
 * @param {'tracker' | 'key' | 'head' | 'election'} kind
 * @param {string} value
 * @returns {string}
 */
export function shortDigits(kind, value) {
  const number = numberOf(digest(`majma|short|${kind}|${value}`));
  return ((10n ** BigInt(SHORT_DIGITS) * number) >> 256n).toString().padStart(SHORT_DIGITS, '0');
}
