/** The list of public credentials (SPEC 4.1; checks 3.5 and 3.6). */

import { invert, multiply, G } from './group.js';
import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { element, list, outside, text } from './shape.js';

/** @typedef {import('./trustees.js').Trustee} Trustee */

const MOST_BYTES = 2 ** 30;
const CREDENTIALS = 1_000_000;
const ENTRY = 640; // characters
const WEIGHT = 1_073_741_823;
const WEIGHTED = /^([^,]*)(?:,(.*))?$/s;
const GUESSABLE = 1_024;
const TOGETHER = 64; // tests of membership that one task makes

/**
 * The credentials in their order, each with its weight; whether they are in the group is tested apart.
 *
 * @param {Uint8Array} bytes
 * @returns {Map<string, number>}
 */
export function readCredentials(bytes) {
  const entries = list(readJson(bytes, MOST_BYTES), 0, CREDENTIALS);
  /** @type {Map<string, number>} */
  const weights = new Map();
  let [before, total] = [1n, 0];
  for (const entry of entries) {
    const [, key, written] = /** @type {RegExpExecArray} */ (WEIGHTED.exec(text(entry, ENTRY)));
    const weight = readWeight(written);
    const number = element(key);
    if (number <= before) {
      throw new Refusal('credential-list', 'the list is not ascending, repeats a credential, or holds 1');
    }
    [before, total] = [number, total + weight];
    if (total > WEIGHT) {
      throw new Refusal('credential-list', `the weights are more than ${WEIGHT} in total`);
    }
    weights.set(key, weight);
  }
  if (weights.size === 0) {
    throw new Refusal('credential-list', 'there is no credential');
  }
  return weights;
}

/** @param {string | undefined} written */
function readWeight(written) {
  if (written === undefined) {
    return 1;
  }
  if (!/^[1-9][0-9]*$/.test(written) || written.length > 18) {
    throw new Refusal('credential-list', 'a weight is not a number above 0 in base 10');
  }
  return Number(written);
}

/**
 * Test every credential for membership (the last part of 3.5).
 *
 * @param {Iterable<string>} credentials
 * @param {import('./pool.js').Pool} pool
 */
export async function checkMembers(credentials, pool) {
  const all = [...credentials];
  const tasks = [];
  for (let at = 0; at < all.length; at += TOGETHER) {
    tasks.push(pool.run('members', { numbers: all.slice(at, at + TOGETHER).map(BigInt) }));
  }
  if ((await Promise.all(tasks)).includes(false)) {
    throw outside();
  }
}

/**
 * Check that no number is guessable and none depends on another (3.6).
 *
 * @param {bigint} electionKey
 * @param {Trustee[]} trustees
 * @param {Map<string, number>} credentials
 */
export function checkIndependent(electionKey, trustees, credentials) {
  const keys = trustees.map(({ publicKey }) => publicKey);
  const guessable = smallPowers();
  if ([...keys, electionKey].some((key) => guessable.has(key))) {
    throw new Refusal('number-guessable', 'a key is a small power of the generator');
  }
  if (keys.some((key, at) => keys.slice(at + 1).some((other) => multiply(key, other) === 1n))) {
    throw new Refusal('keys-cancel', "two trustees' keys multiply to 1");
  }
  const seen = new Set([...keys, electionKey]);
  for (const credential of credentials.keys()) {
    const number = BigInt(credential);
    if (guessable.has(number)) {
      throw new Refusal('number-guessable', 'a credential is a small power of the generator');
    }
    if (seen.has(number)) {
      throw new Refusal('number-repeated', 'a credential is also a key');
    }
  }
}

/** @type {Set<bigint> | null} */
let small = null;

/** g^k for every k from -1024 to 1024, worked out once. */
function smallPowers() {
  if (!small) {
    small = new Set([1n]);
    const inverse = invert(G);
    let [up, down] = [1n, 1n];
    for (let exponent = 1; exponent <= GUESSABLE; exponent += 1) {
      [up, down] = [multiply(up, G), multiply(down, inverse)];
      small.add(up).add(down);
    }
  }
  return small;
}
