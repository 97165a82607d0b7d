/**
 * What stands in a message: fields in their order, lists, texts, whole numbers, group elements and scalars (SPEC 3.1,
 * 3.2). Each function returns the value or throws a refusal that says what was expected.
 */

import { P, Q } from './group.js';
import { Refusal } from './refusal.js';

/** @typedef {import('./json.js').Json} Json */

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const ELEMENT_DIGITS = 617;
const SCALAR_DIGITS = 77;

/** @param {string} expected */
export const wrongShape = (expected) => new Refusal('encoding-wrong-shape', `${expected} was expected`);

/**
 * The fields of an object, which are these, in this order.
 *
 * @param {Json} value
 * @param {string[]} names a name in brackets is that of a field that may be absent
 * @returns {Record<string, Json>}
 */
export function fields(value, names) {
  const bare = names.map((name) => name.replace(/^\[|\]$/g, ''));
  if (!(value instanceof Map)) {
    throw wrongShape(`an object with ${bare.join(', ')}`);
  }
  const there = bare.filter((name, at) => value.has(name) || bare[at] === names[at]);
  const found = [...value.keys()];
  if (found.length !== there.length || there.some((name, at) => found[at] !== name)) {
    throw new Refusal('encoding-wrong-shape', `the fields must be ${bare.join(', ')} in this order`);
  }
  return Object.fromEntries(value);
}

/**
 * @param {Json} value
 * @param {number} least
 * @param {number} most
 * @returns {Json[]}
 */
export function list(value, least, most) {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    throw wrongShape(`a list of ${least} to ${most} entries`);
  }
  return value;
}

/**
 * @param {Json} value
 * @param {number} most characters, as Unicode counts them
 * @returns {string}
 */
export function text(value, most) {
  if (typeof value !== 'string' || (value.length > most && [...value].length > most)) {
    throw wrongShape(`a text of at most ${most} characters`);
  }
  return value;
}

/**
 * @param {Json} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function whole(value, least, most) {
  if (typeof value !== 'bigint' || value < BigInt(least) || value > BigInt(most)) {
    throw wrongShape(`a whole number from ${least} to ${most}`);
  }
  return Number(value);
}

/**
 * The head of a message of one of Majma's own kinds.
 *
 * @param {Record<string, Json>} found
 * @param {string} kind
 */
export function kindAndVersion(found, kind) {
  if (found.kind !== kind) {
    throw wrongShape(`a message of the kind "${kind}"`);
  }
  whole(found.version, 1, 1);
}

/**
 * @param {Json} value
 * @param {number} digits
 * @returns {bigint}
 */
function number(value, digits) {
  if (typeof value !== 'string' || value.length > digits || !DECIMAL.test(value)) {
    throw new Refusal('encoding-number-format', `a number is not a text of at most ${digits} digits in base 10`);
  }
  return BigInt(value);
}

/**
 * A number in 1..p-1; whether it is in the group is another question (`group.isMember`).
 *
 * @param {Json} value
 * @returns {bigint}
 */
export function element(value) {
  const read = number(value, ELEMENT_DIGITS);
  if (read < 1n || read >= P) {
    throw new Refusal('element-out-of-range', 'a group element is not in 1..p-1');
  }
  return read;
}

/**
 * @param {Json} value
 * @returns {bigint}
 */
export function scalar(value) {
  const read = number(value, SCALAR_DIGITS);
  if (read >= Q) {
    throw new Refusal('scalar-out-of-range', 'a scalar is not in 0..q-1');
  }
  return read;
}

/**
 * @param {Json} value
 * @returns {{challenge: bigint, response: bigint}}
 */
export function proof(value) {
  const found = fields(value, ['challenge', 'response']);
  return { challenge: scalar(found.challenge), response: scalar(found.response) };
}

/** The refusal of a number outside the group. */
export const outside = () => new Refusal('element-not-in-group', 'a number is not in the group');
