/** The election: its form and rules (SPEC 4.2, check 3.2), and what follows from it for the other messages. */

import { base64Digest } from './digest.js';
import { isMember } from './group.js';
import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { element, fields, list, outside, text, whole, wrongShape } from './shape.js';

/** @typedef {import('./json.js').Json} Json */

/**
 * @typedef {object} Question
 * @property {string[]} answers
 * @property {boolean} blank
 * @property {number} min
 * @property {number} max
 * @property {string} question
 * @property {number} entries the answers, and the blank one
 *
 * @typedef {object} Election
 * @property {string} description
 * @property {string} name
 * @property {bigint} publicKey
 * @property {Question[]} questions
 * @property {string} uuid
 * @property {string | null} administrator
 * @property {string | null} credentialAuthority
 * @property {string} fingerprint
 * @property {number} entries of all questions
 */

const MOST_BYTES = 4_194_304;
const LONGEST_PIECE = 60_000;
const QUESTIONS = 100;
const ANSWERS = 1_000;
const ENTRIES = 4_000;
const TEXT = 10_000;
const GROUP = 'BELENIOS-2048';
const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;
const FIELDS = [
  'version',
  'description',
  'name',
  'group',
  'public_key',
  'questions',
  'uuid',
  '[administrator]',
  '[credential_authority]',
];

/**
 * @param {Uint8Array} bytes
 * @returns {Election}
 */
export function readElection(bytes) {
  const found = fields(readJson(bytes, MOST_BYTES, LONGEST_PIECE), FIELDS);
  if (found.version !== 1n) {
    throw new Refusal('election-version', 'the protocol version is not 1');
  }
  if (text(found.group, TEXT) !== GROUP) {
    throw new Refusal('election-group', `only the group ${GROUP} is used`);
  }
  const uuid = text(found.uuid, TEXT);
  const name = text(found.name, TEXT);
  const description = text(found.description, TEXT);
  const publicKey = readKey(found.public_key);
  const questions = readQuestions(found.questions);
  const administrator = 'administrator' in found ? text(found.administrator, TEXT) : null;
  const credentialAuthority = 'credential_authority' in found ? text(found.credential_authority, TEXT) : null;
  const entries = questions.reduce((sum, each) => sum + each.entries, 0);
  if (entries > ENTRIES) {
    throw new Refusal('election-question', `all questions together have at most ${ENTRIES} entries`);
  }
  if (!UUID.test(uuid)) {
    throw new Refusal('election-uuid', 'a uuid has 14 to 64 characters of Base58');
  }
  if (publicKey === 1n) {
    throw new Refusal('election-key', 'the election key is 1, so nothing would be secret');
  }
  const fingerprint = base64Digest(bytes);
  return {
    description,
    name,
    publicKey,
    questions,
    uuid,
    administrator,
    credentialAuthority,
    fingerprint,
    entries,
  };
}

/** @param {Json} value */
function readKey(value) {
  const key = element(value);
  if (!isMember(key)) {
    throw outside();
  }
  return key;
}

/** @param {Json} value @returns {Question[]} */
function readQuestions(value) {
  return list(value, 1, QUESTIONS).map((each) => {
    const found = fields(each, ['answers', '[blank]', 'min', 'max', 'question']);
    const answers = list(found.answers, 1, ANSWERS).map((answer) => text(answer, TEXT));
    if ('blank' in found && found.blank !== true) {
      throw wrongShape('the field blank, written only when it is true,');
    }
    const blank = 'blank' in found;
    const [min, max] = [whole(found.min, 0, ANSWERS), whole(found.max, 1, ANSWERS)];
    const question = text(found.question, TEXT);
    if (min > max || max > answers.length) {
      throw new Refusal('election-question', 'the bounds must satisfy 0 <= min <= max <= number of answers');
    }
    return { answers, blank, min, max, question, entries: answers.length + Number(blank) };
  });
}

/**
 * The most bytes that messages of an election may have; all of them are far below the limits of entries (SPEC 3.5).
 *
 * @param {Election} election
 */
export function sizesOf({ questions, entries }) {
  const branches = questions.reduce((sum, { min, max }) => sum + max - min + 1, 0);
  return {
    ballot: 2_000 + 600 * questions.length + 1_800 * entries + 200 * branches,
    tally: 100 + 1_300 * entries,
    decryption: 100 + 900 * entries,
    result: 100 + 12 * entries,
  };
}
