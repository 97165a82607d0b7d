/** The trustees' keys, each proved by its holder (SPEC 4.3, 5 item 1; checks 3.3 and 3.4). */

import { challengeOf, shortDigits } from './digest.js';
import { isMember, multiply, power, product, G } from './group.js';
import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { element, fields, list, outside, proof, text } from './shape.js';

/**
 * @typedef {object} Trustee
 * @property {string | null} name
 * @property {bigint} publicKey
 *
 * @typedef {import('./election.js').Election} Election
 */

const MOST_BYTES = 804_800;
const TRUSTEES = 100;
const NAME = 1_000;
const PRINT_DIGITS = 20;

/**
 * @param {Uint8Array} bytes
 * @returns {Trustee[]}
 */
export function readTrustees(bytes) {
  const trustees = list(readJson(bytes, MOST_BYTES), 0, TRUSTEES).map(readTrustee);
  if (trustees.length === 0) {
    throw new Refusal('trustee-list', 'there is no trustee');
  }
  if (new Set(trustees.map(({ publicKey }) => publicKey)).size < trustees.length) {
    throw new Refusal('trustee-list', "a trustee's key stands twice in the list");
  }
  return trustees;
}

/** @param {import('./json.js').Json} value @returns {Trustee} */
function readTrustee(value) {
  const [kind, key] = list(value, 2, 2);
  if (kind !== 'Single') {
    throw new Refusal('trustee-kind', 'a trustee is not of the kind Single');
  }
  const found = fields(key, ['pok', 'public_key', '[name]']);
  const publicKey = element(found.public_key);
  const { challenge, response } = proof(found.pok);
  const name = 'name' in found ? text(found.name, NAME) : null;
  if (!isMember(publicKey)) {
    throw outside();
  }
  const commitment = multiply(power(G, response), power(publicKey, challenge));
  if (publicKey === 1n || challenge !== challengeOf(`pok|BELENIOS-2048|${publicKey}|`, [commitment])) {
    throw new Refusal('trustee-proof', 'a trustee does not prove to know the private key');
  }
  return { name, publicKey };
}

/**
 * @param {Election} election
 * @param {Trustee[]} trustees
 */
export function checkElectionKey(election, trustees) {
  if (product(trustees.map(({ publicKey }) => publicKey)) !== election.publicKey) {
    throw new Refusal('election-key', "the election key is not the product of the trustees' keys");
  }
}

/** The twenty digits by which a trustee's key is compared (SPEC 3.4). @param {Trustee} trustee */
export const printOf = ({ publicKey }) => shortDigits('key', String(publicKey)).slice(0, PRINT_DIGITS);
