// Encrypt, prove and sign one ballot (SPEC, "Ballot"). The result is the exact text that is cast.

import { multiply, power, randomScalar, scalar, timesGenerator } from './group.js';
import { hashBase64 } from './hash.js';
import { proveOneOf, proveSecret } from './proofs.js';
import { seeded } from './random.js';

/**
 * @typedef {{uuid: string, fingerprint: string, questions: object[]}} Election
 * @typedef {{g: object, y: object}} Bases prepared tables of the generator and the election key
 */

/**
 * @param {Election} election
 * @param {Bases} bases
 * @param {bigint} secret the credential's secret
 * @param {number[][]} choices 0 or 1 per answer, blank entry first where the question has one
 * @param {Uint8Array} seed decides all randomness but that of the signature
 * @returns {{ballot: string, tracker: string, credential: string, proof: object}} `proof` is the signature's
 * @throws {Error} 'choice-shape', 'choice-too-many-marks', 'choice-too-few-marks', 'choice-blank-with-marks'
 */
export function encryptBallot(election, bases, secret, choices, seed) {
  const credential = String(power(bases.g, secret));
  const body = encryptBody(election, bases, credential, choices, seed);
  const proof = proveSecret(bases.g, `sig|${hashBase64(JSON.stringify(body))}|`, secret);
  return { ...signBody(body, proof), credential, proof };
}

/** A ballot without its signature; the seed alone decides its bytes. */
export function encryptBody(election, bases, credential, choices, seed) {
  if (choices.length !== election.questions.length) throw new Error('choice-shape');
  const context = `${election.fingerprint}|${credential}`;
  const random = seeded(seed);
  const answers = election.questions.map((question, i) => encryptAnswer(question, bases, context, choices[i], random));
  return { election_uuid: election.uuid, election_hash: election.fingerprint, credential, answers };
}

/** @returns {{ballot: string, tracker: string}} of a body and the proof that signs it */
export function signBody(body, proof) {
  const hash = hashBase64(JSON.stringify(body));
  const ballot = JSON.stringify({ ...body, signature: { hash, proof } });
  return { ballot, tracker: hashBase64(ballot) };
}

function encryptAnswer(question, bases, context, marks, random) {
  checkMarks(question, marks);
  const entries = marks.map((mark) => encryptMark(bases, mark, random));
  const choices = entries.map(({ alpha, beta }) => ({ alpha: String(alpha), beta: String(beta) }));
  const texts = choices.map(({ alpha, beta }) => `${alpha},${beta}`);
  const individual = entries.map((entry, i) =>
    proveOneOf(bases, `prove|${context}|${texts[i]}|`, branchesFor(entry, 0, 1), entry.mark, random),
  );
  const whole = `${context}|${texts.join(',')}`;
  const answer = { choices, individual_proofs: individual };
  return { ...answer, ...(question.blank ? blankProofs : overallProof)(question, bases, whole, entries, random) };
}

function encryptMark(bases, mark, random) {
  const r = randomScalar(random);
  return { r, mark, alpha: power(bases.g, r), beta: timesGenerator(power(bases.y, r), mark) };
}

/** One branch per value from least to most, all about the same ciphertext. */
function branchesFor({ r, mark }, least, most) {
  return Array.from({ length: most - least + 1 }, (_, i) => ({ r, offset: mark - least - i }));
}

/** The product of ciphertexts, which holds the sum of their marks. */
function sum(entries) {
  return entries.reduce(
    (total, entry) => ({
      r: scalar(total.r + entry.r),
      mark: total.mark + entry.mark,
      alpha: multiply(total.alpha, entry.alpha),
      beta: multiply(total.beta, entry.beta),
    }),
    { r: 0n, mark: 0, alpha: 1n, beta: 1n },
  );
}

function overallProof({ minimum, maximum }, bases, whole, entries, random) {
  const total = sum(entries);
  const prefix = `prove|${whole}|${total.alpha},${total.beta}|`;
  const branches = branchesFor(total, minimum, maximum);
  return { overall_proof: proveOneOf(bases, prefix, branches, total.mark - minimum, random) };
}

/** Either the blank entry is 0 or all others are; either it is 1 or the others are within bounds. */
function blankProofs({ minimum, maximum }, bases, whole, entries, random) {
  const [blank, ...others] = entries;
  const total = sum(others);
  const one = { r: blank.r, offset: blank.mark - 1 };
  const bounds = [one, ...branchesFor(total, minimum, maximum)];
  const zero = [
    { r: blank.r, offset: blank.mark },
    { r: total.r, offset: total.mark },
  ];
  return {
    overall_proof: proveOneOf(bases, `bproof1|${whole}|`, bounds, blank.mark ? 0 : total.mark - minimum + 1, random),
    blank_proof: proveOneOf(bases, `bproof0|${whole}|`, zero, blank.mark ? 1 : 0, random),
  };
}

/** Throws Error, with the code of what is wrong, unless a ballot may hold these marks. */
export function checkMarks({ answers, minimum, maximum, blank }, marks) {
  if (marks.length !== answers.length + (blank ? 1 : 0)) throw new Error('choice-shape');
  if (marks.some((mark) => mark !== 0 && mark !== 1)) throw new Error('choice-shape');
  const count = marks.slice(blank ? 1 : 0).reduce((total, mark) => total + mark, 0);
  if (blank && marks[0] === 1) {
    if (count > 0) throw new Error('choice-blank-with-marks');
    return;
  }
  if (count > maximum) throw new Error('choice-too-many-marks');
  if (count < minimum) throw new Error('choice-too-few-marks');
}
