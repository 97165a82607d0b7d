/** Partial decryptions (SPEC 4.3, 5 item 7; checks 6.1 and 6.2) and their bindings' factors. */

import { LONGEST_PIECE } from './ballot.js';
import { readJson } from './json.js';
import { Refusal, during, recoded } from './refusal.js';
import { element, fields, list, outside, proof, text, whole } from './shape.js';

/**
 * @typedef {import('./container.js').Entry} Entry
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 * @typedef {import('./ballot.js').Proof} Proof
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./tasks.js').Factor} Factor
 */

const OWNED_BYTES = 2 ** 24;
const TOGETHER = 25; // entries of a task

/**
 * Who decrypts (6.1).
 *
 * @param {Entry} decryption
 * @param {Entry} owned
 * @param {number} trustees
 * @param {ReadonlySet<number>} before owners that have decrypted
 * @returns {number} the trustee's number, from 1
 */
export function readOwner(decryption, owned, trustees, before) {
  return during('6.1', () => {
    const owner = recoded('event-payload', () => {
      const found = fields(readJson(owned.content, OWNED_BYTES), ['owner', 'payload']);
      const number = whole(found.owner, 1, 10 ** 15);
      if (text(found.payload, 64) !== decryption.hash) {
        throw new Refusal('event-payload', 'the owned decryption names another decryption');
      }
      return number;
    });
    if (owner > trustees) {
      throw new Refusal('decryption-owner', `there is no trustee ${owner}`);
    }
    if (before.has(owner)) {
      throw new Refusal('decryption-repeated', `trustee ${owner} decrypts twice`);
    }
    return owner;
  });
}

/**
 * @param {Uint8Array} bytes
 * @param {import('./election.js').Question[]} questions
 * @param {number} most bytes
 * @returns {{factor: bigint, proof: Proof}[]} of all questions in order
 */
export function readFactors(bytes, questions, most) {
  const found = fields(readJson(bytes, most, LONGEST_PIECE), ['decryption_factors', 'decryption_proofs']);
  const factors = readRows(found.decryption_factors, questions, element);
  const proofs = readRows(found.decryption_proofs, questions, proof);
  return factors.map((factor, at) => ({ factor, proof: proofs[at] }));
}

/**
 * @template T
 * @param {import('./json.js').Json} value
 * @param {import('./election.js').Question[]} questions
 * @param {(value: import('./json.js').Json) => T} read
 */
function readRows(value, questions, read) {
  const rows = list(value, questions.length, questions.length);
  return questions.flatMap(({ entries }, at) => list(rows[at], entries, entries).map(read));
}

/**
 * @template T
 * @param {T[]} all
 * @returns {T[][]}
 */
export const inParts = (all) =>
  Array.from({ length: Math.ceil(all.length / TOGETHER) }, (_, at) => all.slice(at * TOGETHER, (at + 1) * TOGETHER));

/**
 * Check that every factor is a member and proved (the last of 6.2).
 *
 * @param {{publicKey: bigint, fingerprint: string, entries: Factor[]}} decryption
 * @param {Pool} pool
 */
export async function checkFactors({ publicKey, fingerprint, entries }, pool) {
  const parts = inParts(entries).map((part) => pool.run('factors', { publicKey, fingerprint, entries: part }));
  const found = await Promise.all(parts);
  if (found.some(({ areMembers }) => !areMembers)) {
    throw outside();
  }
  if (found.some(({ areProved }) => !areProved)) {
    throw new Refusal('partial-decryption-proof', 'a factor of a decryption is not proved');
  }
}
