/** The proofs of a ballot (SPEC 5, items 2 to 6; checks 4.4 and 4.5), and its numbers' membership (the last of 4.1). */

import { bodyHash } from './ballot.js';
import { challengeOf } from './digest.js';
import { multiply, powers, product, Q } from './group.js';
import { Refusal } from './refusal.js';
import { outside } from './shape.js';

/**
 * @typedef {import('./ballot.js').Ballot} Ballot
 * @typedef {import('./ballot.js').Answer} Answer
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 * @typedef {import('./ballot.js').Proof} Proof
 * @typedef {import('./ballot.js').Poll} Poll
 * @typedef {import('./group.js').GrowingBase} Base
 *
 * @typedef {object} Tables
 * @property {Base} g
 * @property {Base} y
 *
 * @typedef {object} Branch one value that an interval proof says a ciphertext may hold
 * @property {Powers} of
 * @property {bigint} value
 * @property {Proof} proof
 *
 * @typedef {object} Powers what the proofs about one ciphertext need of it
 * @property {bigint[]} alpha
 * @property {bigint[]} beta
 * @property {number} used
 */

/**
 * Check everything about a ballot that needs powers; throws the first refusal, by the number of its check.
 *
 * @param {Uint8Array} bytes
 * @param {Ballot} ballot
 * @param {Poll} poll
 * @param {Tables} tables
 */
export function checkProofs(bytes, ballot, poll, tables) {
  const single = ballot.answers.map(({ choices, individual }) =>
    choices.map((each, at) => raised(each, individual[at], true)),
  );
  const [member, signed] = powers(ballot.credentialKey, [Q, ballot.signature.challenge]);
  if (member !== 1n || single.some((row) => row.some(({ isMember }) => !isMember))) {
    throw named('4.1', outside());
  }
  const context = `${poll.fingerprint}|${ballot.credential}`;
  ballot.answers.forEach((answer, at) => checkAnswer(answer, single[at], poll.questions[at], context, tables));
  if (ballot.hash !== bodyHash(bytes)) {
    throw new Refusal('ballot-hash', 'a signature is of another ballot', '4.5');
  }
  const commitment = multiply(tables.g.power(ballot.signature.response), signed);
  if (ballot.signature.challenge !== challengeOf(`sig|${ballot.hash}|`, [commitment])) {
    throw new Refusal('ballot-signature', "a signature is not the credential's", '4.5');
  }
}

/** @param {string} check @param {Refusal} refusal */
function named(check, refusal) {
  refusal.check = check;
  return refusal;
}

/**
 * The powers of a ciphertext by the challenges of a proof, in the order of its branches.
 *
 * @param {Ciphertext} ciphertext
 * @param {Proof[]} branches
 * @param {boolean} isTested whether membership is tested in the same go
 */
function raised({ alpha, beta }, branches, isTested) {
  const exponents = branches.map(({ challenge }) => challenge);
  if (isTested) {
    exponents.push(Q);
  }
  const [alphas, betas] = [powers(alpha, exponents), powers(beta, exponents)];
  const isMember = !isTested || (alphas.pop() === 1n && betas.pop() === 1n);
  return { alphas, betas, isMember };
}

/**
 * @param {Answer} answer
 * @param {{alphas: bigint[], betas: bigint[]}[]} single
 * @param {import('./election.js').Question} question
 * @param {string} context
 * @param {Tables} tables
 */
function checkAnswer({ choices, individual, overall, blank }, single, question, context, tables) {
  choices.forEach(({ alpha, beta }, at) => {
    const prefix = `prove|${context}|${alpha},${beta}|`;
    const commitments = individual[at].flatMap((proof, value) =>
      commitmentsOf(single[at].alphas[value], single[at].betas[value], BigInt(value), proof, tables),
    );
    demand('ballot-individual-proof', prefix, individual[at], commitments);
  });
  const whole = `${context}|${choices.map(({ alpha, beta }) => `${alpha},${beta}`).join(',')}`;
  if (question.blank) {
    checkWithBlank(choices, { overall, blank }, question, whole, tables);
  } else {
    checkWithoutBlank(choices, overall, question, whole, tables);
  }
}

/**
 * @param {Ciphertext[]} choices
 * @returns {Ciphertext}
 */
const sumOf = (choices) => ({
  alpha: product(choices.map(({ alpha }) => alpha)),
  beta: product(choices.map(({ beta }) => beta)),
});

/**
 * @param {Ciphertext[]} choices
 * @param {Proof[]} overall
 * @param {import('./election.js').Question} question
 * @param {string} context
 * @param {Tables} tables
 */
function checkWithoutBlank(choices, overall, { min }, context, tables) {
  const sum = sumOf(choices);
  const commitments = branchesOf(sum, overall, min, tables);
  demand('ballot-overall-proof', `prove|${context}|${sum.alpha},${sum.beta}|`, overall, commitments);
}

/**
 * @param {Ciphertext[]} choices the blank entry first
 * @param {{overall: Proof[], blank: Proof[]}} proofs
 * @param {import('./election.js').Question} question
 * @param {string} context
 * @param {Tables} tables
 */
function checkWithBlank([first, ...others], { overall, blank }, { min }, context, tables) {
  const sum = sumOf(others);
  const either = [...branchesOf(first, blank.slice(0, 1), 0, tables), ...branchesOf(sum, blank.slice(1), 0, tables)];
  demand('ballot-blank-proof', `bproof0|${context}|`, blank, either);
  const [is, ...ranges] = overall;
  const all = [...branchesOf(first, [is], 1, tables), ...branchesOf(sum, ranges, min, tables)];
  demand('ballot-overall-proof', `bproof1|${context}|`, overall, all);
}

/**
 * The commitments of branches that say that a ciphertext holds `least`, `least` + 1 and so on.
 *
 * @param {Ciphertext} ciphertext
 * @param {Proof[]} branches
 * @param {number} least
 * @param {Tables} tables
 */
function branchesOf(ciphertext, branches, least, tables) {
  const { alphas, betas } = raised(ciphertext, branches, false);
  return branches.flatMap((proof, at) => commitmentsOf(alphas[at], betas[at], BigInt(least + at), proof, tables));
}

/**
 * A = g^response · alpha^challenge and B = y^response · (beta / g^value)^challenge.
 *
 * @param {bigint} alpha already to the power of the challenge
 * @param {bigint} beta already to the power of the challenge
 * @param {bigint} value
 * @param {Proof} proof
 * @param {Tables} tables
 */
function commitmentsOf(alpha, beta, value, { challenge, response }, { g, y }) {
  const back = (value * (Q - challenge)) % Q;
  const shifted = back ? multiply(beta, g.power(back)) : beta;
  return [multiply(g.power(response), alpha), multiply(y.power(response), shifted)];
}

/**
 * @param {string} code
 * @param {string} prefix
 * @param {Proof[]} branches
 * @param {bigint[]} commitments
 */
function demand(code, prefix, branches, commitments) {
  const sum = branches.reduce((before, { challenge }) => before + challenge, 0n) % Q;
  if (sum !== challengeOf(prefix, commitments)) {
    throw new Refusal(code, 'a proof of a ballot does not hold', '4.4');
  }
}
