/** The result against the decryptions, and whether it can be one at all (SPEC 4.5, checks 7.1 to 7.3). */

import { multiply, power, G } from './group.js';
import { readJson } from './json.js';
import { Refusal, during } from './refusal.js';
import { fields, list, whole } from './shape.js';

/**
 * @typedef {import('./election.js').Question} Question
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 */

const COUNT = 10 ** 15;

/**
 * @param {number} decryptions
 * @param {number} trustees
 */
export function checkComplete(decryptions, trustees) {
  if (decryptions < trustees) {
    throw new Refusal('decryption-missing', `${decryptions} of ${trustees} trustees have decrypted`, '7.1');
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {Question[]} questions
 * @param {number} most bytes
 * @returns {number[][]}
 */
export function readResult(bytes, questions, most) {
  return during('7.2', () => {
    const found = fields(readJson(bytes, most), ['result']);
    const rows = list(found.result, questions.length, questions.length);
    return questions.map(({ entries }, at) => list(rows[at], entries, entries).map((each) => whole(each, 0, COUNT)));
  });
}

/**
 * Check that every count is what the decryptions give (7.2): beta = g^count · the product of the factors.
 *
 * @param {number[][]} counts
 * @param {Ciphertext[]} tally
 * @param {bigint[][]} factors of each trustee, for the entries of all questions
 * @param {number} weight
 */
export function checkCounts(counts, tally, factors, weight) {
  const flat = counts.flat();
  if (flat.some((count) => count > weight)) {
    throw new Refusal('result-out-of-range', 'a count is above the total weight', '7.2');
  }
  flat.forEach((count, at) => {
    const decrypted = factors.reduce((before, row) => multiply(before, row[at]), power(G, BigInt(count)));
    if (decrypted !== tally[at].beta) {
      throw new Refusal('result-mismatch', 'a count is not what the decryptions give', '7.2');
    }
  });
}

/**
 * Check the counts against the bounds of each question (7.3).
 *
 * @param {number[][]} counts
 * @param {Question[]} questions
 * @param {number} weight
 */
export function checkPlausible(counts, questions, weight) {
  questions.forEach(({ blank, min, max }, at) => {
    const [none, ...others] = blank ? counts[at] : [0, ...counts[at]];
    const marked = weight - none;
    const sum = others.reduce((before, count) => before + count, 0);
    if (marked < 0 || others.some((count) => count > marked) || sum < min * marked || sum > max * marked) {
      throw new Refusal('result-implausible', 'no ballots can have these counts', '7.3');
    }
  });
}
