/**
 * A challenged ballot, made again from its opening (SPEC 10): its own reading of that section, for another device.
 *
 *     const opened = openChallenge(text, election, board);
 *
 * `text` is the opening, `election` what `readElection` returns, `board` the trackers of a checked record, if there is
 * one. The answer holds the marks, the ballot's bytes and the tracker, which must be the one that was shown before, and
 * `looked`: false where there was no record to look whether the ballot was cast, which the page MUST say.
 */

import { base64Digest, digest, fromBase64, hexDigest, numberOf, toBase64, challengeOf, utf8 } from './digest.js';
import { G, isMember, multiply, power, product, invert, P, Q } from './group.js';
import { writeJson } from './json.js';
import { Refusal } from './refusal.js';

/**
 * @typedef {import('./election.js').Election} Election
 * @typedef {import('./election.js').Question} Question
 * @typedef {import('./ballot.js').Proof} Proof
 *
 * @typedef {object} Opening
 * @property {Uint8Array} seed
 * @property {number[][]} marks per question, the blank entry first where there is one
 * @property {bigint} credential
 * @property {Proof} signature
 *
 * @typedef {object} Known a ciphertext and what is in it
 * @property {bigint} alpha
 * @property {bigint} beta
 * @property {bigint} secret
 */

const VERSION = 1;
const SEED = 16;
const ELEMENT = 256;
const SCALAR = 32;
const DRAWN = 48;
const SPELLING = /^[A-Za-z0-9_-]*$/;

/** @param {string} detail */
const malformed = (detail) => new Refusal('opening-format', detail);

/**
 * @param {string} text
 * @param {Election} election
 * @returns {Opening}
 */
export function readOpening(text, election) {
  const bytes = readText(text);
  const marksSize = Math.ceil(election.entries / 8);
  if (bytes.length !== 1 + SEED + marksSize + ELEMENT + 2 * SCALAR || bytes[0] !== VERSION) {
    throw malformed('the text has another length or version than an opening of this election');
  }
  let at = 1;
  /** @param {number} size */
  const take = (size) => bytes.slice(at, (at += size));
  const seed = take(SEED);
  const marks = readMarks(take(marksSize), election.questions);
  const [credential, challenge, response] = [take(ELEMENT), take(SCALAR), take(SCALAR)].map(numberOf);
  if (credential <= 1n || credential >= P || !isMember(credential) || challenge >= Q || response >= Q) {
    throw malformed('a number of the opening is outside the group or its order');
  }
  return { seed, marks, credential, signature: { challenge, response } };
}

/** Base64url without padding, in its one spelling. @param {string} text */
function readText(text) {
  const padded = text.replace(/-/g, '+').replace(/_/g, '/') + '='.repeat((4 - (text.length % 4)) % 4);
  const bytes = SPELLING.test(text) ? fromBase64(padded) : null;
  if (!bytes) {
    throw malformed('the text is not base64url without padding');
  }
  return bytes;
}

/**
 * One bit a mark, the most significant first, filled with zeros; marks that a ballot may hold.
 *
 * @param {Uint8Array} bytes
 * @param {Question[]} questions
 */
function readMarks(bytes, questions) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  let at = 0;
  const marks = questions.map(({ entries }) => [...bits.slice(at, (at += entries))].map(Number));
  if (bits.slice(at).includes('1')) {
    throw malformed('the marks are not filled with zeros');
  }
  questions.forEach(({ blank, min, max }, which) => {
    const [none, ...others] = blank ? marks[which] : [0, ...marks[which]];
    const sum = others.reduce((before, mark) => before + mark, 0);
    if (none ? sum > 0 : sum < min || sum > max) {
      throw malformed('no ballot of this election holds these marks');
    }
  });
  return marks;
}

/**
 * Scalars from a seed: SHA-256 of `ballot|`, the seed and a counter, block behind block, 48 bytes each.
 *
 * @param {Uint8Array} seed
 */
function scalarsOf(seed) {
  let counter = 0;
  let left = new Uint8Array(0);
  return () => {
    while (left.length < DRAWN) {
      const count = [counter >>> 24, (counter >>> 16) & 255, (counter >>> 8) & 255, counter & 255];
      left = Uint8Array.from([...left, ...digest(Uint8Array.from([...utf8('ballot|'), ...seed, ...count]))]);
      counter += 1;
    }
    const number = numberOf(left.slice(0, DRAWN)) % Q;
    left = left.slice(DRAWN);
    return number;
  };
}

/**
 * The bytes of the ballot that an opening is of.
 *
 * @param {Opening} opening
 * @param {Election} election
 * @returns {string} ASCII text
 */
export function makeAgain({ seed, marks, credential, signature }, election) {
  const draw = scalarsOf(seed);
  const context = `${election.fingerprint}|${credential}`;
  const answers = election.questions.map((question, at) => answerOf(question, marks[at], context, election, draw));
  const head = [
    ['election_uuid', election.uuid],
    ['election_hash', election.fingerprint],
    ['credential', String(credential)],
    ['answers', answers],
  ];
  const body = new Map(/** @type {[string, any][]} */ (head));
  const hash = base64Digest(writeJson(body));
  body.set(
    'signature',
    new Map(
      /** @type {[string, any][]} */ ([
        ['hash', hash],
        ['proof', written(signature)],
      ]),
    ),
  );
  return writeJson(body);
}

/** @param {Proof} proof */
const written = ({ challenge, response }) =>
  new Map([
    ['challenge', String(challenge)],
    ['response', String(response)],
  ]);

/**
 * @param {Question} question
 * @param {number[]} marks
 * @param {string} context
 * @param {Election} election
 * @param {() => bigint} draw
 */
function answerOf({ blank, min, max }, marks, context, { publicKey: key }, draw) {
  const secrets = marks.map(draw);
  const choices = marks.map((mark, at) => encrypted(key, secrets[at], BigInt(mark)));
  const pair = ({ alpha, beta }) => `${alpha},${beta}`;
  const individual = choices.map((choice, at) => {
    const branches = [0, 1].map((value) => ({ of: choice, value, isTrue: value === marks[at] }));
    return prove(branches, `prove|${context}|${pair(choice)}|`, key, draw);
  });
  const whole = `${context}|${choices.map(pair).join(',')}`;
  const [first, ...rest] = choices;
  const sum = sumOf(blank ? rest : choices);
  const marked = marks.slice(Number(blank)).reduce((before, mark) => before + mark, 0);
  const isBlank = blank && marks[0] === 1;
  const range = Array.from({ length: max - min + 1 }, (_, step) => ({
    of: sum,
    value: min + step,
    isTrue: !isBlank && min + step === marked,
  }));
  const fields = new Map(/** @type {[string, any][]} */ ([['choices', choices.map(entryOf)]]));
  fields.set('individual_proofs', individual);
  if (!blank) {
    fields.set('overall_proof', prove(range, `prove|${whole}|${pair(sum)}|`, key, draw));
    return fields;
  }
  fields.set(
    'overall_proof',
    prove([{ of: first, value: 1, isTrue: isBlank }, ...range], `bproof1|${whole}|`, key, draw),
  );
  const either = [
    { of: first, value: 0, isTrue: !isBlank },
    { of: sum, value: 0, isTrue: isBlank },
  ];
  fields.set('blank_proof', prove(either, `bproof0|${whole}|`, key, draw));
  return fields;
}

/** @param {Known} choice */
const entryOf = ({ alpha, beta }) =>
  new Map([
    ['alpha', String(alpha)],
    ['beta', String(beta)],
  ]);

/**
 * @param {bigint} key
 * @param {bigint} secret
 * @param {bigint} mark
 * @returns {Known}
 */
const encrypted = (key, secret, mark) => ({
  alpha: power(G, secret),
  beta: multiply(power(key, secret), power(G, mark)),
  secret,
});

/** @param {Known[]} choices @returns {Known} */
const sumOf = (choices) => ({
  alpha: product(choices.map(({ alpha }) => alpha)),
  beta: product(choices.map(({ beta }) => beta)),
  secret: choices.reduce((before, { secret }) => (before + secret) % Q, 0n),
});

/**
 * The proof that one of the branches is true, with randomness drawn for all of them in the same way.
 *
 * @param {{of: Known, value: number, isTrue: boolean}[]} branches
 * @param {string} prefix
 * @param {bigint} key
 * @param {() => bigint} draw
 */
function prove(branches, prefix, key, draw) {
  const drawn = branches.map(() => ({ challenge: draw(), response: draw() }));
  const place = branches.findIndex(({ isTrue }) => isTrue);
  const { secret } = branches[place].of;
  const nonce = (drawn[place].response + secret * drawn[place].challenge) % Q;
  const commitments = branches.flatMap(({ of, value }, at) => {
    if (at === place) {
      return [power(G, nonce), power(key, nonce)];
    }
    const { challenge, response } = drawn[at];
    const shifted = multiply(of.beta, invert(power(G, BigInt(value))));
    return [
      multiply(power(G, response), power(of.alpha, challenge)),
      multiply(power(key, response), power(shifted, challenge)),
    ];
  });
  const others = drawn.reduce((before, { challenge }, at) => (at === place ? before : before + challenge), 0n);
  const challenge = (((challengeOf(prefix, commitments) - others) % Q) + Q) % Q;
  const response = (((nonce - secret * challenge) % Q) + Q) % Q;
  return drawn.map((each, at) => written(at === place ? { challenge, response } : each));
}

/**
 * @param {string} text
 * @param {Election} election
 * @param {{trackers: {has: (hex: string) => boolean}} | null} board
 */
export function openChallenge(text, election, board) {
  const opening = readOpening(text, election);
  const ballot = makeAgain(opening, election);
  if (board?.trackers.has(hexDigest(ballot))) {
    throw new Refusal('opening-cast', 'the ballot of this opening is on the board: it was cast');
  }
  const tracker = toBase64(digest(ballot)).replace(/=+$/, '');
  return { marks: opening.marks, ballot, tracker, looked: board !== null };
}
