// The opening of a challenged ballot (SPEC, "Challenge"): as the text of a link, and back into the ballot.

import { checkMarks, encryptBody, signBody } from './ballot.js';
import { decodeElement, decodeScalar, fromBytes, toBytes } from './group.js';
import { hashHex, sha256Bytes } from './hash.js';
import { SEED_SIZE } from './random.js';

const VERSION = 1;
const ELEMENT_SIZE = 256;
const SCALAR_SIZE = 32;

/**
 * @typedef {{seed: Uint8Array, choices: number[][], credential: string,
 *   proof: {challenge: string, response: string}}} Opening
 */

/** @param {Opening} opening @returns {string} base64url without padding */
export function encodeOpening({ seed, choices, credential, proof }) {
  return toText([
    VERSION,
    ...seed,
    ...packed(choices.flat()),
    ...toBytes(BigInt(credential), ELEMENT_SIZE),
    ...toBytes(BigInt(proof.challenge), SCALAR_SIZE),
    ...toBytes(BigInt(proof.response), SCALAR_SIZE),
  ]);
}

/** What whoever opened a ballot shows to give a verdict, in hex. */
export function verdictKey(seed) {
  return hashHex(keyText(seed));
}

/** What the booth leaves with the board when a ballot is challenged, in hex. */
export function verdictLock(seed) {
  return hashHex(sha256Bytes(keyText(seed)));
}

function keyText(seed) {
  return Uint8Array.from([...new TextEncoder().encode('majma|verdict|'), ...seed]);
}

/** @returns {Opening} of this election; throws Error 'opening-format' when the text is none */
export function decodeOpening(text, { questions }) {
  const entries = questions.map(({ answers, blank }) => answers.length + (blank ? 1 : 0));
  const size = Math.ceil(entries.reduce((sum, count) => sum + count, 0) / 8);
  const bytes = fromText(text);
  if (bytes.length !== 1 + SEED_SIZE + size + ELEMENT_SIZE + 2 * SCALAR_SIZE || bytes[0] !== VERSION) {
    throw new Error('opening-format');
  }
  const parts = [SEED_SIZE, size, ELEMENT_SIZE, SCALAR_SIZE, SCALAR_SIZE];
  let from = 1;
  const [seed, marks, credential, challenge, response] = parts.map((length) => bytes.slice(from, (from += length)));
  const opening = {
    seed,
    choices: unpacked(marks, entries),
    credential: String(fromBytes(credential)),
    proof: { challenge: String(fromBytes(challenge)), response: String(fromBytes(response)) },
  };
  if (encodeOpening(opening) !== text || !isPossible(opening, questions)) throw new Error('opening-format');
  return opening;
}

/** Whether a ballot of the election can hold these choices, and its credential and proof these numbers. */
function isPossible({ choices, credential, proof }, questions) {
  try {
    if (decodeElement(credential) === 1n) return false; // everybody knows its secret
    decodeScalar(proof.challenge);
    decodeScalar(proof.response);
    questions.forEach((question, i) => checkMarks(question, choices[i]));
    return true;
  } catch {
    return false;
  }
}

/** @returns {{ballot: string, tracker: string}} the very ballot */
export function reopen(election, bases, opening) {
  return signBody(encryptBody(election, bases, opening.credential, opening.choices, opening.seed), opening.proof);
}

/** Bits, the most significant first, filled with zeros to whole bytes. */
function packed(marks) {
  return Array.from({ length: Math.ceil(marks.length / 8) }, (_, i) =>
    Array.from({ length: 8 }, (__, bit) => (marks[8 * i + bit] ?? 0) << (7 - bit)).reduce((sum, bit) => sum + bit, 0),
  );
}

function unpacked(bytes, entries) {
  const bits = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1));
  let from = 0;
  return entries.map((count) => bits.slice(from, (from += count)));
}

function toText(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

function fromText(text) {
  if (!/^[A-Za-z0-9_-]{1,20000}$/.test(text)) throw new Error('opening-format');
  try {
    return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
  } catch {
    throw new Error('opening-format');
  }
}
