/** A ballot: its form (SPEC 4.4, check 4.1) and what its proofs are about. */

import { base64Digest, utf8 } from './digest.js';
import { decodeText, readJson } from './json.js';
import { Refusal } from './refusal.js';
import { element, fields, list, proof, text } from './shape.js';

/** @typedef {import('./json.js').Json} Json */

/**
 * @typedef {{challenge: bigint, response: bigint}} Proof
 * @typedef {{alpha: bigint, beta: bigint}} Ciphertext
 *
 * @typedef {object} Answer
 * @property {Ciphertext[]} choices
 * @property {Proof[][]} individual
 * @property {Proof[]} overall
 * @property {Proof[]} blank
 *
 * @typedef {object} Ballot
 * @property {string} credential
 * @property {bigint} credentialKey
 * @property {Answer[]} answers
 * @property {string} hash
 * @property {Proof} signature
 *
 * @typedef {object} Poll what ballots of an election are checked against
 * @property {string} uuid
 * @property {string} fingerprint
 * @property {bigint} publicKey
 * @property {import('./election.js').Question[]} questions
 * @property {number} ballotBytes
 */

/** Bytes of a text of a ballot, a tally or a decryption, or of what stands between two texts. */
export const LONGEST_PIECE = 700;
const TEXT = 10_000;
const SIGNATURE = ',"signature":';

/**
 * @param {Uint8Array} bytes
 * @param {Poll} poll
 * @returns {Ballot}
 */
export function readBallot(bytes, poll) {
  const names = ['election_uuid', 'election_hash', 'credential', 'answers', 'signature'];
  const found = fields(readJson(bytes, poll.ballotBytes, LONGEST_PIECE), names);
  const uuid = text(found.election_uuid, TEXT);
  const fingerprint = text(found.election_hash, TEXT);
  if (uuid !== poll.uuid || fingerprint !== poll.fingerprint) {
    throw new Refusal('ballot-foreign', 'a ballot is of another election');
  }
  const credentialKey = element(text(found.credential, TEXT));
  const count = poll.questions.length;
  const given = list(found.answers, count, count);
  const answers = poll.questions.map((question, at) => readAnswer(given[at], question));
  const signature = fields(found.signature, ['hash', 'proof']);
  return {
    credential: String(credentialKey),
    credentialKey,
    answers,
    hash: text(signature.hash, TEXT),
    signature: proof(signature.proof),
  };
}

/**
 * @param {Json} value
 * @param {import('./election.js').Question} question
 * @returns {Answer}
 */
function readAnswer(value, { blank, min, max, entries }) {
  const names = ['choices', 'individual_proofs', 'overall_proof', ...(blank ? ['blank_proof'] : [])];
  const found = fields(value, names);
  const branches = max - min + 1 + Number(blank);
  return {
    choices: list(found.choices, entries, entries).map(readCiphertext),
    individual: list(found.individual_proofs, entries, entries).map((each) => readProofs(each, 2)),
    overall: readProofs(found.overall_proof, branches),
    blank: blank ? readProofs(found.blank_proof, 2) : [],
  };
}

/** @param {Json} value @returns {Ciphertext} */
export function readCiphertext(value) {
  const found = fields(value, ['alpha', 'beta']);
  return { alpha: element(found.alpha), beta: element(found.beta) };
}

/**
 * @param {Json} value
 * @param {number} count
 */
const readProofs = (value, count) => list(value, count, count).map(proof);

/**
 * The hash that a ballot's signature must name: of the ballot without it (SPEC 5, item 6).
 *
 * @param {Uint8Array} bytes of a ballot in its one spelling
 */
export function bodyHash(bytes) {
  const whole = decodeText(bytes);
  return base64Digest(utf8(`${whole.slice(0, whole.lastIndexOf(SIGNATURE))}}`));
}
