/** Which slips are not in voters' hands, against the ballots (SPEC 18, check 8.3). */

import { readJson } from './json.js';
import { Refusal } from './refusal.js';
import { element, fields, kindAndVersion, list, text, whole } from './shape.js';

/** @typedef {import('./board.js').Board} Board */

const MOST_BYTES = 700_000_000;
const CREDENTIALS = 1_000_000;
const TEXT = 700; // characters of the fingerprint, before it is compared
const LISTS = /** @type {const} */ (['unused', 'spoiled', 'void']);
const [SHORTEST, LONGEST] = [10, 2_000];
const BEGINNING = 20; // digits of a credential in a sentence: enough to find it on the list

/**
 * @typedef {object} Accounting
 * @property {number} handedOut
 * @property {number} listed
 * @property {string | null} reason why the numbers do not agree, where two officers accepted it
 * @property {number} difference listed + handed out - credentials
 * @property {number} surplus ballots above what was handed out
 */

/**
 * @param {Uint8Array} bytes
 * @param {Board} board
 * @returns {Accounting}
 */
export function checkAccounting(bytes, board) {
  const found = fields(readJson(bytes, MOST_BYTES), [
    'kind',
    'version',
    'fingerprint',
    'handed_out',
    'unused',
    'spoiled',
    'void',
    '[reason]',
  ]);
  kindAndVersion(found, 'majma accounting');
  const lists = LISTS.map((name) => ({ name, credentials: readList(found[name]) }));
  const fingerprint = text(found.fingerprint, TEXT);
  const handedOut = whole(found.handed_out, 0, CREDENTIALS);
  const reason = 'reason' in found ? readReason(found.reason) : null;
  if (fingerprint !== board.known.fingerprint) {
    throw new Refusal('accounting-foreign', 'the accounting is of another election');
  }
  if (!board.heads.EndBallots) {
    throw new Refusal('accounting-early', 'an accounting stands before the end of the ballots');
  }
  const listed = checkListed(lists, board);
  const difference = listed + handedOut - board.credentials.size;
  const surplus = board.cast.size - handedOut;
  if (reason === null && difference !== 0) {
    throw new Refusal('accounting-sum', `${board.credentials.size} slips, ${listed} listed, ${handedOut} handed out`);
  }
  if (reason === null && surplus > 0) {
    throw new Refusal('accounting-surplus', `${board.cast.size} ballots, ${handedOut} slips handed out`);
  }
  return { handedOut, listed, reason, difference, surplus: Math.max(0, surplus) };
}

/** @param {import('./json.js').Json} value */
function readReason(value) {
  const reason = text(value, LONGEST);
  if ([...reason].length < SHORTEST) {
    throw new Refusal('accounting-list', `a reason has at least ${SHORTEST} characters`);
  }
  return reason;
}

/** @param {import('./json.js').Json} value */
function readList(value) {
  let before = 0n;
  return list(value, 0, CREDENTIALS).map((each) => {
    const number = element(each);
    if (number <= before) {
      throw new Refusal('accounting-list', 'a list of the accounting is not ascending');
    }
    before = number;
    return String(number);
  });
}

/**
 * How many credentials are listed: all of the election, none twice, none with a ballot.
 *
 * @param {{name: string, credentials: string[]}[]} lists
 * @param {Board} board
 */
function checkListed(lists, { credentials, cast }) {
  const seen = new Set();
  for (const credential of lists.flatMap((each) => each.credentials)) {
    if (!credentials.has(credential) || seen.has(credential)) {
      throw new Refusal('accounting-list', 'a listed credential stands twice, or is not one of the election');
    }
    seen.add(credential);
  }
  for (const { name, credentials: listed } of lists) {
    const used = listed.find((credential) => cast.has(credential));
    if (used) {
      const beginning = `${used.slice(0, BEGINNING)}\u2026`;
      throw new Refusal('accounting-cast', `a slip that is ${name} has a ballot: public credential ${beginning}`);
    }
  }
  return seen.size;
}
