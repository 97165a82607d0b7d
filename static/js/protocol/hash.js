// SHA-256 in the three forms of the protocol (SPEC, "Encodings").

import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';
import { fromBytes, scalar } from './group.js';

const utf8 = new TextEncoder();

/** b64 hash of text or bytes: standard alphabet, no padding, 43 characters. */
export function hashBase64(data) {
  const bytes = typeof data === 'string' ? utf8.encode(data) : data;
  return btoa(String.fromCharCode(...sha256(bytes))).replace(/=+$/, '');
}

/** H(prefix; elements): a challenge, as a scalar. */
export function challenge(prefix, elements) {
  return scalar(fromBytes(sha256(utf8.encode(prefix + elements.join(',')))));
}

/** SHA-256 of bytes. */
export function sha256Bytes(bytes) {
  return sha256(Uint8Array.from(bytes));
}

/** hex hash of text or bytes: 64 lower-case digits. */
export function hashHex(data) {
  const bytes = typeof data === 'string' ? utf8.encode(data) : data;
  return [...sha256(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
