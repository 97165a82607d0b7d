/** Is a ballot on the board? By its tracker, or by the receipt that proves a missing one. */

import { checkReceipt, readReceipt } from '../receipt.js';
import { readNoteKey } from '../note.js';
import { Refusal } from '../refusal.js';
import { shortDigits } from '../digest.js';
import { make } from './element.js';
import { scanner } from './scan.js';
import { trackerOf } from './short.js';
import { digits, latinDigits, say } from './words.js';

/**
 * @typedef {import('../report.js').Report} Report
 * @typedef {NonNullable<Awaited<ReturnType<typeof import('../index.js').verifyRecord>>['facts']>} Facts
 */

const LEAST = 4; // characters of a tracker's beginning
const DIGITS = /^[0-9]{12,40}$/; // of its short form (SPEC 3.4), as many as were written down
const GAPS = /[\s\u001c-\u001f\u0085\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g; // between digits
const RECEIPT = /[A-Z2-7]{208}/;
const TRACKER = /[A-Za-z0-9+/]{43}/;

/**
 * The trackers that a person may mean: whole, the beginning, twelve to forty digits, or the hexadecimal spelling.
 *
 * @param {string} typed
 * @param {Facts['trackers']} trackers
 * @returns {string[] | null} in hex; null where too little was typed
 */
export function meant(typed, trackers) {
  const text = latinDigits(typed).replace(/[\s\u2066-\u2069]/g, '');
  if (text.length < LEAST) {
    return null;
  }
  const all = [...trackers.keys()];
  const found = all.filter((hex) => trackerOf(hex).startsWith(text) || hex === text.toLowerCase());
  const written = text.replace(GAPS, '');
  if (!found.length && DIGITS.test(written)) {
    return all.filter((hex) => shortDigits('tracker', trackerOf(hex)).startsWith(written));
  }
  return found;
}

/**
 * @param {Facts} facts
 * @param {string} typed
 * @returns {[string, 'success' | 'attention']}
 */
function answer(facts, typed) {
  const found = meant(typed, facts.trackers);
  if (found === null) {
    return [say('find_short'), 'attention'];
  }
  if (found.length > 1) {
    return [say('find_several', { number: digits(found.length) }), 'attention'];
  }
  const place = found.length ? facts.trackers.get(found[0]) : undefined;
  if (!place) {
    return [say('find_none'), 'attention'];
  }
  const key = place.counts ? (facts.closingHead ? 'find_counted' : 'find_open') : 'find_replaced';
  return [say(key, { height: digits(place.height) }), 'success'];
}

/**
 * @param {string} label
 * @param {string} words of the button
 * @param {(text: string) => [string, 'success' | 'attention' | 'danger']} answerTo
 * @param {RegExp} pattern what a scanned code must hold
 */
function asked(label, words, answerTo, pattern) {
  const id = `asked-${pattern.source.length}`;
  const field = /** @type {HTMLInputElement} */ (
    make('input.code-input', { id, dir: 'ltr', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' })
  );
  const said = make('div', { role: 'status' });
  const ask = () => {
    const [text, kind] = answerTo(field.value);
    said.replaceChildren(make(`p.notice.notice-${kind}`, {}, text));
  };
  const form = make(
    'form.search-form',
    {},
    make('div.field', {}, make('label', { for: id }, label), field),
    make('button.button', { type: 'submit' }, words),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  const scan = scanner((text) => {
    field.value = pattern.exec(text)?.[0] ?? pattern.exec(text.toUpperCase())?.[0] ?? text;
    ask();
  });
  return make('div', {}, form, scan, said);
}

/** @param {Facts | null} facts */
export function finder(facts) {
  if (!facts?.trackers.size) {
    return null;
  }
  const form = asked(say('find_label'), say('find'), (text) => answer(facts, text), TRACKER);
  return make('section', {}, make('h2', {}, say('find_title')), form);
}

/**
 * @param {Report} report
 * @param {Facts | null} facts
 */
export function receiptCheck({ keys }, facts) {
  if (!facts) {
    return null;
  }
  const form = keys
    ? asked(say('receipt_label'), say('receipt_check'), (text) => receiptAnswer(text, keys.board, facts), RECEIPT)
    : make('p', {}, say('receipt_needs_key'));
  return make('section', {}, make('h2', {}, say('receipt_title')), make('p', {}, say('receipt')), form);
}

/**
 * @param {string} text
 * @param {string} boardKey
 * @param {Facts} facts
 * @returns {[string, 'success' | 'attention' | 'danger']}
 */
function receiptAnswer(text, boardKey, facts) {
  const board = {
    fingerprint: facts.election.fingerprint,
    trackers: facts.trackers,
    isClosed: facts.closingHead !== null,
  };
  try {
    const isThere = checkReceipt(readReceipt(text), readNoteKey(boardKey).key, board);
    return isThere ? [say('receipt_held'), 'success'] : [say('open_receipt-waits'), 'attention'];
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return error.code === 'receipt-missing' ? [say('missing'), 'danger'] : [say(`receipt_${error.code}`), 'attention'];
  }
}
