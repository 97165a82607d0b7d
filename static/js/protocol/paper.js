// What two officers' devices compare of a vote on paper (SPEC 6.5): a code over its marks, under a key of the slip's secret.

import { hmac } from '../../vendor/noble-hashes-2.4.0/hmac.js';
import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';

const LABEL = 'majma|paper|1';
const utf8 = new TextEncoder();

/**
 * @param {string} fingerprint of the election
 * @param {string} credential the slip's public half, base 10
 * @param {bigint} secret the slip's secret
 * @param {number[][]} choices 0 or 1 for each answer of each question, as a ballot encrypts them
 * @returns {string} 64 digits in base 16
 */
export function paperCode(fingerprint, credential, secret, choices) {
  const marks = choices.map((question) => question.join('')).join(',');
  const said = utf8.encode(`${LABEL}|${fingerprint}|${credential}|${marks}`);
  return hex(hmac(sha256, paperKey(fingerprint, secret), said));
}

/** HKDF-SHA256 of the secret in 32 bytes, salted with the fingerprint: one block. */
function paperKey(fingerprint, secret) {
  const digits = secret.toString(16).padStart(64, '0');
  const bytes = Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
  const extracted = hmac(sha256, utf8.encode(fingerprint), bytes);
  return hmac(sha256, extracted, Uint8Array.of(...utf8.encode(LABEL), 1));
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
