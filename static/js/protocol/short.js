// Short fingerprints: decimal digits that people read aloud, type and look up (SPEC, "Short fingerprints").

import { fromBytes } from './group.js';
import { sha256Bytes } from './hash.js';

/** Twelve digits find; forty compare where a cheat could choose both sides. */
export const FIND = 12;
export const WHOLE = 40;

const SCALE = BigInt(`1${'0'.repeat(WHOLE)}`);

/** @returns {string} the first digits of the short fingerprint of a kind ('tracker', 'key', 'head', 'election') */
export function short(kind, value, count = WHOLE) {
  const number = fromBytes(sha256Bytes(new TextEncoder().encode(`majma|short|${kind}|${value}`)));
  return String((number * SCALE) >> 256n)
    .padStart(WHOLE, '0')
    .slice(0, count);
}

/** What was typed without the gaps, digits of any script made Latin. */
export function ungrouped(typed) {
  return typed
    .replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/[\s\x1c-\x1f\x85\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}
