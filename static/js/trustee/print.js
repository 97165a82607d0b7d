// The twenty digits by which a trustee's key is compared (SPEC, "Short fingerprints"), in groups of four.

import { short } from '../protocol/short.js';

const COMPARE = 20;

/** @param {string} publicKey in base 10 */
export function printOf(publicKey) {
  return grouped(short('key', publicKey, COMPARE));
}

export function grouped(digits) {
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}
