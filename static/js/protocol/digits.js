// Thirty digits: a credential's second spelling, five groups of six, each checked by itself (SPEC, "Credentials").

import { ALPHABET, checkCharacter, group as dashed } from './credential.js';
import { ungrouped } from './short.js';

export const GROUPS = 5;
export const GROUP = 6;

const BODY = 14;
const BASE = BigInt(ALPHABET.length);
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/** Whether six digits are a right group at this place, 1 to 5. */
export function fits(place, digits) {
  return /^[0-9]{6}$/.test(digits) && checkDigit(place, digits.slice(0, GROUP - 1)) === digits[GROUP - 1];
}

/**
 * The one order in which each group fits its place: for each place the number, from 1, of the group for it;
 * null when there is none or more than one.
 */
export function rightOrder(groups) {
  const found = orders(groups.map((_, i) => i)).filter((order) => order.every((from, i) => fits(i + 1, groups[from])));
  return found.length === 1 ? found[0].map((from) => from + 1) : null;
}

/**
 * The credential that thirty digits spell; gaps and Persian digits are forgiven.
 * @returns {{credential: string}|{fault: 'digits-count'|'digits-group'|'digits-order', group?: number, order?: number[]}}
 */
export function decodeDigits(typed) {
  const plain = ungrouped(typed);
  if (!/^[0-9]{30}$/.test(plain)) return { fault: 'digits-count' };
  const groups = plain.match(/.{6}/g);
  const wrong = groups.findIndex((digits, i) => !fits(i + 1, digits));
  if (wrong >= 0) {
    const order = rightOrder(groups);
    return order ? { fault: 'digits-order', order } : { fault: 'digits-group', group: wrong + 1 };
  }
  const number = BigInt(groups.map((digits) => digits.slice(0, GROUP - 1)).join(''));
  if (number >= power(BODY)) return { fault: 'digits-group', group: 1 };
  const body = Array.from({ length: BODY }, (_, i) => ALPHABET[Number((number / power(BODY - 1 - i)) % BASE)]).join('');
  return { credential: dashed(body + checkCharacter(body)) };
}

function power(exponent) {
  return Array.from({ length: exponent }).reduce((product) => product * BASE, 1n);
}

/** Damm's check digit, started with the number of the place. */
function checkDigit(place, digits) {
  return String([...digits].reduce((interim, digit) => Number(DAMM[interim][digit]), place));
}

function orders(items) {
  if (items.length < 2) return [items];
  return items.flatMap((first, i) => orders(items.filter((_, j) => j !== i)).map((rest) => [first, ...rest]));
}
