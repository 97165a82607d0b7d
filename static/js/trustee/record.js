// Records as trustees' pages need them: what a full check of SPEC, section 7, lets pass, and nothing else.

import { stop } from './stop.js';

/**
 * @typedef {{fingerprint: string, uuid: string, title: string, trustees: {name: string, publicKey: string}[]}} SetUp
 * @typedef {SetUp & {closing: {height: number, hash: string}, head: string, alphas: string[][], ballots: number,
 *   hashes: Object<number, string>}} Tally `head` is the hex hash of the EncryptedTally event; `alphas` are the own product
 *   of the ballots, per question, in base 10; `ballots` are counted
 */

/**
 * @param {Uint8Array} record a record file or an archive
 * @param {(record: Uint8Array, options: object) => Promise<object>} verify the verifier: in workers, or in a file alone
 * @param {(progress: {ballots: number}) => void} onProgress
 * @returns {Promise<SetUp>} Error 'record-refused'
 */
export async function readSetUp(record, verify, onProgress) {
  const { facts } = await checked(record, verify, 'Setup', onProgress);
  return setUpOf(facts);
}

/** @returns {Promise<Tally>} Error 'record-refused', or 'record-stage' where the sums are not there */
export async function readTally(record, verify, onProgress) {
  const { facts } = await checked(record, verify, 'EncryptedTally', onProgress);
  if (!facts.encryptedTally || !facts.closingHead) throw stop('record-stage');
  const heads = [facts.heads.EndBallots, facts.heads.EncryptedTally];
  return {
    ...setUpOf(facts),
    closing: facts.closingHead,
    head: facts.heads.EncryptedTally.hash,
    ballots: facts.counted,
    alphas: facts.encryptedTally.map((row) => row.map(({ alpha }) => alpha)),
    hashes: Object.fromEntries(heads.map(({ height, hash }) => [height, hash])),
  };
}

/** Everything up to the first event of a type, checked here. */
async function checked(record, verify, upto, onProgress) {
  const report = await verify(record, { upto, onProgress });
  if (report.verdict !== 'accepted') throw stop('record-refused', { code: report.code });
  return report;
}

function setUpOf({ election, trustees }) {
  return { fingerprint: election.fingerprint, uuid: election.uuid, title: election.name, trustees };
}
