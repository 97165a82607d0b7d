/** The encrypted tally against the ballots (SPEC 4.5, checks 5.1 to 5.4). */

import { LONGEST_PIECE, readCiphertext } from './ballot.js';
import { invert, isMember, multiply, power } from './group.js';
import { readJson } from './json.js';
import { Refusal, during, recoded } from './refusal.js';
import { fields, list, outside, text, whole } from './shape.js';

/**
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 * @typedef {import('./container.js').Entry} Entry
 * @typedef {import('./election.js').Election} Election
 */

const COUNT = 10 ** 15; // more than any limit: what is too much is wrong, not misspelled
const SIZED_BYTES = 2 ** 24;

/** The product of the last ballot of each credential, to the power of its weight. */
export class Sum {
  /** @param {number} entries */
  constructor(entries) {
    /** @type {Ciphertext[]} */
    this.all = Array.from({ length: entries }, () => ({ alpha: 1n, beta: 1n }));
    /** Ballots that a later one replaced are in the product, and divided out at the end. @type {Ciphertext[]} */
    this.replaced = this.all;
  }

  /** @param {Ciphertext[]} entries @param {number} weight */
  add(entries, weight) {
    this.all = multiplied(this.all, entries, weight);
  }

  /** @param {Ciphertext[]} entries @param {number} weight */
  remove(entries, weight) {
    this.replaced = multiplied(this.replaced, entries, weight);
  }

  /** @returns {Ciphertext[]} */
  total() {
    return this.all.map(({ alpha, beta }, at) => ({
      alpha: divided(alpha, this.replaced[at].alpha),
      beta: divided(beta, this.replaced[at].beta),
    }));
  }
}

/** @param {bigint} left @param {bigint} right */
const divided = (left, right) => (right === 1n ? left : multiply(left, invert(right)));

/**
 * @param {Ciphertext[]} before
 * @param {Ciphertext[]} entries
 * @param {number} weight
 */
function multiplied(before, entries, weight) {
  /** @param {bigint} number */
  const weighed = (number) => (weight === 1 ? number : power(number, BigInt(weight)));
  return before.map(({ alpha, beta }, at) => ({
    alpha: multiply(alpha, weighed(entries[at].alpha)),
    beta: multiply(beta, weighed(entries[at].beta)),
  }));
}

/**
 * What the sized tally says (5.1).
 *
 * @param {Entry} tally
 * @param {Entry} sized
 */
export function readSizes(tally, sized) {
  return during('5.1', () =>
    recoded('event-payload', () => {
      const names = ['num_tallied', 'total_weight', 'encrypted_tally'];
      const found = fields(readJson(sized.content, SIZED_BYTES), names);
      if (text(found.encrypted_tally, 64) !== tally.hash) {
        throw new Refusal('event-payload', 'the sized tally names another tally');
      }
      return { ballots: whole(found.num_tallied, 0, COUNT), weight: whole(found.total_weight, 0, COUNT) };
    }),
  );
}

/**
 * Read the tally and compare it with the product of the ballots (5.2, 5.3).
 *
 * @param {Entry} tally
 * @param {Election} election
 * @param {number} most bytes
 * @param {Ciphertext[]} expected
 */
export function checkTally(tally, { questions }, most, expected) {
  const found = during('5.2', () => readRows(tally.content, questions, most));
  const isEqual = found.every(({ alpha, beta }, at) => alpha === expected[at].alpha && beta === expected[at].beta);
  if (isEqual) {
    return; // a product of members is one
  }
  if (found.some(({ alpha, beta }) => !isMember(alpha) || !isMember(beta))) {
    throw Object.assign(outside(), { check: '5.2' });
  }
  throw new Refusal('tally-mismatch', 'the tally is not the product of the ballots', '5.3');
}

/**
 * @param {Uint8Array} bytes
 * @param {import('./election.js').Question[]} questions
 * @param {number} most
 * @returns {Ciphertext[]}
 */
function readRows(bytes, questions, most) {
  const rows = list(readJson(bytes, most, LONGEST_PIECE), 0, Infinity);
  const isShaped = questions.every(({ entries }, at) => Array.isArray(rows[at]) && rows[at].length === entries);
  if (rows.length !== questions.length || !isShaped) {
    throw new Refusal('tally-shape', "the tally does not have the questions' shape");
  }
  return rows.flatMap((row) => list(row, 0, Infinity).map(readCiphertext));
}

/**
 * @param {{ballots: number, weight: number}} said
 * @param {{ballots: number, weight: number}} found
 */
export function checkSizes(said, found) {
  if (said.ballots !== found.ballots || said.weight !== found.weight) {
    throw new Refusal('tally-count', `${found.ballots} ballots of weight ${found.weight} are counted`, '5.4');
  }
}
