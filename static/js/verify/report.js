/** What a check has found: the report, of the numbered checks and of what is shown to people. */

import { findAlike } from './alike.js';
import { CHECKS } from './refusal.js';
import { printOf } from './trustees.js';

/**
 * @typedef {import('./board.js').Board} Board
 * @typedef {import('./board.js').Head} Head
 *
 * @typedef {'ok' | 'refused' | 'unfinished' | 'absent'} CheckVerdict
 *
 * @typedef {object} Check
 * @property {string} number
 * @property {string} name
 * @property {CheckVerdict} verdict
 * @property {string} detail in English, for experts
 *
 * @typedef {'not-bound' | 'no-accounting' | 'difference' | 'no-heads' | 'behind-the-last-head' |
 *     'pages-changed' | 'own-keys' | 'receipt-waits'} NotChecked
 *
 * @typedef {object} Report
 * @property {'accepted' | 'refused' | 'foreign'} verdict
 * @property {string} stage how far the board has come, or how far the check came
 * @property {string | null} code of the rule that is broken
 * @property {string} detail
 * @property {Check[]} checks
 * @property {NotChecked[]} notChecked what the verdict does not say
 * @property {({question: number} & import('./alike.js').Likeness)[]} warnings answers that look or sound alike, the
 *     question from 1
 * @property {{uuid: string, name: string, fingerprint: string} | null} election
 * @property {Head | null} head the last event; null where the record is refused
 * @property {Head | null} closingHead the EndBallots event
 * @property {number} credentials
 * @property {number} ballots all that stand on the board
 * @property {number} voters credentials with a ballot: as many ballots are counted
 * @property {number} weight
 * @property {number} decryptions
 * @property {number[][] | null} result
 * @property {string[][]} answers the choices of each question, the blank one, if any, as an empty text first
 * @property {{name: string, print: string}[]} prints
 * @property {{board: string, slips: {id: number, key: string}[]} | null} keys
 * @property {{handedOut: number, listed: number, reason: string | null, difference: number, surplus: number} | null}
 *     accounting
 * @property {{count: number, last: {height: number, time: number} | null, changes: number[]} | null} checkpoints
 *     `changes`: the heights of heads that name other published pages than the head before
 * @property {import('./lots.js').Lots | null} lots
 */

const STEPS = /** @type {Record<string, string[]>} */ ({
  'set-up': ['3.1', '3.2', '3.3', '3.4', '3.5', '3.6'],
  open: ['4.1', '4.2', '4.3', '4.4', '4.5'],
  tallied: ['5.1', '5.2', '5.3', '5.4'],
  decrypting: ['6.1', '6.2'],
  result: ['7.1', '7.2', '7.3'],
});

/**
 * Which checks of the board had something to look at.
 *
 * @param {Board} board
 */
function reached(board) {
  const found = ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '2.3', '2.4'];
  found.push(...(board.sizes ? STEPS['set-up'] : []));
  found.push(...(board.ballots ? STEPS.open : []));
  found.push(...(board.heads.EncryptedTally ? STEPS.tallied : []));
  found.push(...(board.decryptions.length ? STEPS.decrypting : []));
  found.push(...(board.result ? STEPS.result : []));
  return found;
}

/**
 * The numbered checks of a record that is accepted, or refused by one of them. What is checked again with every event
 * is not finished where a check of the board refuses.
 *
 * @param {Board} board
 * @param {Map<string, string>} beside the checks of files beside the archive that were made, with their details
 * @param {import('./refusal.js').Refusal | null} refusal
 * @returns {Check[]}
 */
export function checksOf(board, beside, refusal) {
  const done = new Set([...reached(board), ...beside.keys()]);
  const isCut = refusal !== null && !refusal.check.startsWith('8.');
  return CHECKS.map(([number, name]) => {
    if (number === refusal?.check) {
      return { number, name, verdict: 'refused', detail: refusal.detail };
    }
    const isBehind = isCut && number[0] === refusal.check[0] && number > refusal.check;
    const isOpen = isCut && (isBehind || EACH_EVENT.test(number) || isUnended(board, number));
    const verdict = done.has(number) && !isOpen ? 'ok' : refusal ? 'unfinished' : 'absent';
    return { number, name, verdict, detail: verdict === 'ok' ? (beside.get(number) ?? detailOf(board, number)) : '' };
  });
}

/** Checks that every event, or every ballot while voting is open, passes anew. */
const EACH_EVENT = /^(1\.[234]|2\.)/;

/**
 * Whether more ballots or decryptions could still have come.
 *
 * @param {Board} board
 * @param {string} number
 */
const isUnended = (board, number) =>
  (number.startsWith('4.') && !board.heads.EndBallots) ||
  (number.startsWith('6.') && board.decryptions.length < board.trustees.length);

/**
 * What a check of the board looked at.
 *
 * @param {Board} board
 * @param {string} number
 */
function detailOf(board, number) {
  const trustees = board.trustees.length;
  const entries = board.election?.entries ?? 0;
  /** @type {Record<string, string>} */
  const details = {
    1.1: `timestamp ${board.archive.timestamp}`,
    3.2: `${board.election?.questions.length} questions`,
    3.3: `${trustees} trustees`,
    3.5: `${board.credentials.size} credentials`,
    5.2: `${entries} ciphertexts`,
    5.4: `${board.cast.size} ballots, weight ${board.weight}`,
    6.1: `${board.decryptions.length} of ${trustees} trustees`,
    6.2: `${board.decryptions.length} of ${trustees} trustees`,
  };
  const events = EACH_EVENT.test(number) ? `${board.hashes.length} events` : '';
  return details[number] ?? (number.startsWith('4.') ? `${board.ballots} ballots` : events);
}

/**
 * What is known of the election and its count, as far as the check came.
 *
 * @param {Board} board
 */
export function factsOf(board) {
  const { election } = board;
  return {
    stage: board.stage,
    election: election && { uuid: election.uuid, name: election.name, fingerprint: election.fingerprint },
    closingHead: board.heads.EndBallots ?? null,
    credentials: board.credentials.size,
    ballots: board.ballots,
    voters: board.cast.size,
    weight: board.weight,
    decryptions: board.decryptions.length,
    result: board.result,
    warnings: (election?.questions ?? []).flatMap(({ answers }, at) =>
      findAlike(answers).map((found) => ({ question: at + 1, ...found })),
    ),
    answers: (election?.questions ?? []).map(({ answers, blank }) => (blank ? ['', ...answers] : [...answers])),
    prints: board.trustees.map((trustee) => ({ name: trustee.name ?? '', print: printOf(trustee) })),
  };
}
