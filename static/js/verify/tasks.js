/**
 * The work that is spread over all cores: each task is a plain value, so is its answer, and none depends on another.
 */

import { readBallot } from './ballot.js';
import { challengeOf } from './digest.js';
import { G, GrowingBase, isMember, multiply, powers, Q } from './group.js';
import { checkProofs } from './proofs.js';
import { named, Refusal } from './refusal.js';

/**
 * @typedef {import('./ballot.js').Poll} Poll
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 * @typedef {import('./ballot.js').Proof} Proof
 *
 * @typedef {object} Looked what a worker says of a ballot
 * @property {{code: string, detail: string, check: string} | null} refusal
 * @property {string} credential empty where the ballot's form is wrong
 * @property {Ciphertext[]} entries of all questions
 *
 * @typedef {object} Factor an entry of a partial decryption
 * @property {bigint} alpha
 * @property {bigint} factor
 * @property {Proof} proof
 */

const generator = { table: /** @type {GrowingBase | null} */ (null) };
const election = { key: 0n, table: /** @type {GrowingBase | null} */ (null) };

const tableOfG = () => (generator.table ??= new GrowingBase(G));

/** @param {bigint} key */
function tableOf(key) {
  if (!election.table || election.key !== key) {
    election.key = key;
    election.table = new GrowingBase(key);
  }
  return election.table;
}

/** @type {Record<string, (task: any) => any>} */
const WORK = { members, ballots, factors, bound };

/**
 * @param {string} kind
 * @param {unknown} task
 */
export const perform = (kind, task) => WORK[kind](task);

/** Whether all numbers are in the group. @param {{numbers: bigint[]}} task */
function members({ numbers }) {
  return numbers.every(isMember);
}

/**
 * @param {{poll: Poll, ballots: Uint8Array[]}} task
 * @returns {Looked[]}
 */
function ballots({ poll, ballots: all }) {
  const tables = { g: tableOfG(), y: tableOf(poll.publicKey) };
  return all.map((bytes) => look(bytes, poll, tables));
}

/**
 * @param {Uint8Array} bytes
 * @param {Poll} poll
 * @param {import('./proofs.js').Tables} tables
 * @returns {Looked}
 */
function look(bytes, poll, tables) {
  /** @type {Looked} */
  const looked = { refusal: null, credential: '', entries: [] };
  try {
    const ballot = readBallot(bytes, poll);
    looked.credential = ballot.credential;
    looked.entries = ballot.answers.flatMap(({ choices }) => choices);
    checkProofs(bytes, ballot, poll, tables);
  } catch (error) {
    if (!(named(error, '4.1') instanceof Refusal)) {
      throw error;
    }
    const { code, detail, check } = /** @type {Refusal} */ (error);
    looked.refusal = { code, detail, check };
  }
  return looked;
}

/**
 * Whether factors of one trustee are members, and whether their proofs hold (SPEC 5, item 7).
 *
 * @param {{publicKey: bigint, fingerprint: string, entries: Factor[]}} task
 * @returns {{areMembers: boolean, areProved: boolean}}
 */
function factors({ publicKey, fingerprint, entries }) {
  const prefix = `decrypt|${fingerprint}|${publicKey}|`;
  const [g, x] = [tableOfG(), tableOf(publicKey)];
  const answer = { areMembers: true, areProved: true };
  for (const { alpha, factor, proof } of entries) {
    const { challenge, response } = proof;
    const [member, raised] = powers(factor, [Q, challenge]);
    const [byAlpha] = powers(alpha, [response]);
    const commitments = [multiply(g.power(response), x.power(challenge)), multiply(byAlpha, raised)];
    answer.areMembers &&= member === 1n;
    answer.areProved &&= challenge === challengeOf(prefix, commitments);
  }
  return answer;
}

/**
 * The commitments alpha^r · F^c of a binding (SPEC 5, item 8).
 *
 * @param {{proof: Proof, entries: {alpha: bigint, factor: bigint}[]}} task
 * @returns {bigint[]}
 */
function bound({ proof: { challenge, response }, entries }) {
  return entries.map(({ alpha, factor }) => multiply(powers(alpha, [response])[0], powers(factor, [challenge])[0]));
}
