/** Drawing by the method of RFC 3797, section 4, from a seed text of SPEC 9. */

import { md5 } from '../../vendor/noble-hashes-2.4.0/legacy.js';
import { numberOf, utf8 } from './digest.js';

/**
 * Draw all of a pool, one after the other.
 *
 * MD5 is the method's own: nobody gains by two seeds with one hash, since the seed is fixed before it is used.
 *
 * @param {string} seed
 * @param {number} pool how many there are, numbered from 1
 * @returns {number[]} the numbers in the order drawn
 */
export function drawAll(seed, pool) {
  const left = Array.from({ length: pool }, (_, at) => at + 1);
  const key = utf8(seed);
  return left.slice().map((_, turn) => {
    const index = [turn >> 8, turn & 255];
    const number = numberOf(md5(Uint8Array.from([...index, ...key, ...index])));
    return left.splice(Number(number % BigInt(left.length)), 1)[0];
  });
}

const FEWEST_BALLS = 10;
const MOST_BALLS = 20;
const FEWEST_DICE = 5;
const MARGIN = 1_024n;

/**
 * The digits of balls that a drawing needs: at least ten, and so many that they can fall in at least 1024 times as
 * many ways as the drawn can stand, but at most 20.
 *
 * @param {number} pool
 */
export function ballsNeeded(pool) {
  let ways = MARGIN;
  for (let number = 2; number <= pool; number += 1) {
    ways *= BigInt(number);
  }
  let digits = FEWEST_BALLS;
  while (digits < MOST_BALLS && 10n ** BigInt(digits) < ways) {
    digits += 1;
  }
  return digits;
}

/**
 * Whether these are digits of this method, and enough of them.
 *
 * @param {string} method
 * @param {string} digits
 * @param {number} pool
 */
export function areDigits(method, digits, pool) {
  if (method === 'dice') {
    return /^[1-6]+$/.test(digits) && digits.length >= FEWEST_DICE;
  }
  return /^[0-9]+$/.test(digits) && digits.length >= ballsNeeded(pool);
}
