/** Drawings of lots, repeated: the order on the ballot and every tie that was open (SPEC 9, check 8.5). */

import { hexDigest } from './digest.js';
import { areDigits, drawAll } from './drawing.js';
import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { fields, kindAndVersion, list, text, whole, wrongShape } from './shape.js';

/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./board.js').Board} Board
 *
 * @typedef {object} Tie
 * @property {string} method
 * @property {number} rank that the tied share, from 1
 * @property {number[]} tied numbers of candidates, from 1, ascending
 * @property {string} digits
 * @property {number[]} drawn the same, the first drawn first
 *
 * @typedef {object} Lots
 * @property {number} seats
 * @property {number} alternates
 * @property {number[]} withdrawn
 * @property {{method: string, digits: string, listed: string[], drawn: number[]} | null} order
 * @property {Tie[]} ties
 */

const MOST_BYTES = 16_777_216;
const CANDIDATES = 1_000;
const METHODS = ['balls', 'dice'];
const LINE_END = /[\n-\r\u001c-\u001e\u0085\u2028\u2029]/;

/** @param {Uint8Array} bytes @returns {Lots} */
export function readLots(bytes) {
  const found = fields(readJson(bytes, MOST_BYTES), [
    'kind',
    'version',
    'seats',
    'alternates',
    'withdrawn',
    '[order]',
    'ties',
  ]);
  kindAndVersion(found, 'majma lots');
  return {
    seats: whole(found.seats, 1, CANDIDATES),
    alternates: whole(found.alternates, 0, CANDIDATES),
    withdrawn: ascending(found.withdrawn),
    order: 'order' in found ? readOrder(found.order) : null,
    ties: list(found.ties, 0, CANDIDATES).map(readTie),
  };
}

/** @param {Json} value */
function readOrder(value) {
  const found = fields(value, ['method', 'digits', 'listed', 'drawn']);
  return {
    method: readMethod(found.method),
    digits: text(found.digits, 100),
    listed: list(found.listed, 1, CANDIDATES).map((each) => text(each, 10_000)),
    drawn: numbers(found.drawn),
  };
}

/** @param {Json} value @returns {Tie} */
function readTie(value) {
  const found = fields(value, ['method', 'rank', 'tied', 'digits', 'drawn']);
  return {
    method: readMethod(found.method),
    rank: whole(found.rank, 1, CANDIDATES),
    tied: ascending(found.tied),
    digits: text(found.digits, 100),
    drawn: numbers(found.drawn),
  };
}

/** @param {Json} value */
function readMethod(value) {
  const method = text(value, 100);
  if (!METHODS.includes(method)) {
    throw wrongShape('balls or dice');
  }
  return method;
}

/** @param {Json} value */
const numbers = (value) => list(value, 0, CANDIDATES).map((each) => whole(each, 1, CANDIDATES));

/** @param {Json} value */
function ascending(value) {
  const found = numbers(value);
  if (found.some((number, at) => at > 0 && number <= found[at - 1])) {
    throw wrongShape('an ascending list of numbers');
  }
  return found;
}

/**
 * @param {Lots} lots
 * @param {Board} board
 */
export function checkLots(lots, board) {
  const { questions } = board.known;
  if (questions.length !== 1) {
    throw new Refusal('lots-election', 'lots are drawn in elections of one question');
  }
  if (lots.ties.length && !board.result) {
    throw new Refusal('lots-election', 'a tie was drawn and there is no result');
  }
  if (lots.order) {
    checkOrder(lots.order, questions[0].answers);
  }
  if (lots.withdrawn.some((number) => number > questions[0].answers.length)) {
    throw new Refusal('lots-tie', 'a withdrawn candidate is not among the counted');
  }
  if (board.result) {
    checkTies(lots, board.result[0].slice(Number(questions[0].blank)), board);
  }
}

/**
 * @param {NonNullable<Lots['order']>} order
 * @param {string[]} answers
 */
function checkOrder({ method, digits, listed, drawn }, answers) {
  if (listed.some((name) => name === '' || LINE_END.test(name))) {
    throw new Refusal('lots-order', 'a listed name is empty, or more than one line');
  }
  const hash = hexDigest(listed.map((name) => `${name}\n`).join('')).toUpperCase();
  const repeated = drawAll(`${digits}./${hash}./`, listed.length);
  const placed = drawn.map((number) => listed[number - 1]);
  if (!areDigits(method, digits, listed.length)) {
    throw new Refusal('lots-order', `these are no digits of ${method}, or too few`);
  }
  if (!isSame(drawn, repeated) || !isSame(placed, answers)) {
    throw new Refusal('lots-order', 'the order on the ballot is not the one that the digits give');
  }
}

/** @param {unknown[]} left @param {unknown[]} right */
const isSame = (left, right) => left.length === right.length && left.every((each, at) => each === right[at]);

/**
 * @param {Lots} lots
 * @param {number[]} votes of each candidate
 * @param {Board} board
 */
function checkTies({ seats, alternates, withdrawn, ties }, votes, board) {
  const ranked = votes.map((_, at) => at + 1).filter((number) => !withdrawn.includes(number));
  /** Candidates whose order among their equals is drawn. @type {Map<number, number>} */
  const settled = new Map();
  ties.forEach((tie, turn) => {
    const open = firstOpen(ranked, votes, settled, seats, alternates);
    const head = tie.method === 'dice' ? board.heads.Result : board.heads.EncryptedTally;
    const seed = `${tie.digits}./${head.hash.toUpperCase()}./${tie.rank}./`;
    const repeated = drawAll(seed, tie.tied.length).map((number) => tie.tied[number - 1]);
    const isOpen = open !== null && open.rank === tie.rank && isSame(open.tied, tie.tied);
    if (!isOpen || !areDigits(tie.method, tie.digits, tie.tied.length) || !isSame(repeated, tie.drawn)) {
      throw new Refusal('lots-tie', `drawing ${turn + 1} is not of the open tie, or gives another order`);
    }
    tie.drawn.forEach((number, place) => settled.set(number, place));
  });
}

/**
 * The first tie whose order decides a seat, an alternate or the order of alternates.
 *
 * @param {number[]} ranked candidates that have a rank
 * @param {number[]} votes
 * @param {Map<number, number>} settled
 * @param {number} seats
 * @param {number} alternates
 * @returns {{rank: number, tied: number[]} | null}
 */
function firstOpen(ranked, votes, settled, seats, alternates) {
  const counts = [...new Set(ranked.map((number) => votes[number - 1]))].sort((left, right) => right - left);
  let before = 0;
  for (const count of counts) {
    const tied = ranked.filter((number) => votes[number - 1] === count);
    const behind = before + tied.length;
    const decides = count > 0 && behind > seats && before < seats + alternates;
    if (tied.length > 1 && decides && !tied.every((number) => settled.has(number))) {
      return { rank: before + 1, tied };
    }
    before = behind;
  }
  return null;
}
