/** The bindings: that each decryption is of this tally and nothing else (SPEC 5 item 8, 16; check 8.2). */

import { challengeOf } from './digest.js';
import { inParts } from './decryption.js';
import { multiply, power, G } from './group.js';
import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { fields, kindAndVersion, list, proof, whole } from './shape.js';

/**
 * @typedef {import('./ballot.js').Proof} Proof
 * @typedef {import('./board.js').Board} Board
 *
 * @typedef {object} Binding
 * @property {number} owner
 * @property {Proof} proof
 * @property {string} challenge as written
 * @property {string} response as written
 */

const MOST_BYTES = 65_536;

/**
 * @param {Uint8Array} bytes
 * @returns {Binding[]}
 */
export function readBindings(bytes) {
  const found = fields(readJson(bytes, MOST_BYTES), ['kind', 'version', 'bindings']);
  kindAndVersion(found, 'majma bindings');
  return list(found.bindings, 1, 100).map((each) => {
    const { owner, challenge, response } = fields(each, ['owner', 'challenge', 'response']);
    const number = whole(owner, 1, 100);
    const values = proof(
      new Map([
        ['challenge', challenge],
        ['response', response],
      ]),
    );
    return { owner: number, proof: values, challenge: String(challenge), response: String(response) };
  });
}

/**
 * The file of bindings as it was when only the first of them were there: a checkpoint names that one.
 *
 * @param {Binding[]} bindings
 */
export const writeBindings = (bindings) =>
  `{"kind":"majma bindings","version":1,"bindings":[${bindings
    .map(({ owner, challenge, response }) => `{"owner":${owner},"challenge":"${challenge}","response":"${response}"}`)
    .join(',')}]}`;

/**
 * @param {Binding[]} bindings
 * @param {Board} board
 */
export async function checkBindings(bindings, board) {
  const owners = board.decryptions.map(({ owner }) => owner);
  if (owners.length !== bindings.length || bindings.some(({ owner }, at) => owner !== owners[at])) {
    throw new Refusal('bindings-count', 'there is not one binding for each decryption, in their order');
  }
  for (let at = 0; at < bindings.length; at += 1) {
    await checkBinding(bindings[at], board.decryptions[at], board);
  }
}

/**
 * @param {Binding} binding
 * @param {import('./board.js').Decryption} decryption
 * @param {Board} board
 */
async function checkBinding({ owner, proof: held }, { factors }, board) {
  const { publicKey } = board.trustees[owner - 1];
  const entries = factors.map((factor, at) => ({ alpha: board.tally[at].alpha, factor }));
  const pairs = entries.map(({ alpha, factor }) => `${alpha},${factor}`).join(',');
  const head = board.heads.EncryptedTally.hash;
  const prefix = `majma|decryption|1|${board.known.fingerprint}|${publicKey}|${head}|${pairs}|`;
  const parts = inParts(entries).map((part) => board.pool.run('bound', { proof: held, entries: part }));
  const own = multiply(power(G, held.response), power(publicKey, held.challenge));
  const commitments = [own, .../** @type {bigint[][]} */ (await Promise.all(parts)).flat()];
  if (held.challenge !== challengeOf(prefix, commitments)) {
    throw new Refusal('binding-proof', 'a decryption is not bound to this tally, key and board');
  }
}
