/** Answers that eye or ear cannot tell apart: a warning, never a refusal (SPEC 4.2). */

/**
 * @typedef {object} Likeness
 * @property {number} answer from 1
 * @property {'steering' | 'silent' | 'alike' | 'blank'} fault
 * @property {number | null} other the earlier answer that it is like
 */

const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const LOCAL_DIGIT = /[\u06f0-\u06f9\u0660-\u0669]/g;
const UNSPOKEN = /[^\p{L}\p{N}]/gu;

/** Letters that look the same: what becomes of each. @type {Record<string, string>} */
const SAME = {
  '\u064a': '\u06cc',
  '\u0649': '\u06cc',
  '\u0626': '\u06cc',
  '\u0643': '\u06a9',
  '\u0629': '\u0647',
  '\u06c0': '\u0647',
  '\u0622': '\u0627',
  '\u0623': '\u0627',
  '\u0625': '\u0627',
  '\u0671': '\u0627',
  '\u0624': '\u0648',
  '\u03c2': '\u03c3',
  '\u0621': '',
  '\u0640': '',
};
const LETTERS = new RegExp(`[${Object.keys(SAME).join('')}]`, 'g');

/** What is left of a text when letters of one look and all that is not heard are made equal. @param {string} text */
export const folded = (text) =>
  text
    .normalize('NFKC')
    .replace(LOCAL_DIGIT, (digit) => String(digit.charCodeAt(0) & 15))
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(LETTERS, (letter) => SAME[letter])
    .normalize('NFD')
    .replace(UNSPOKEN, '')
    .normalize('NFC');

const BLANK = new Set(
  [
    'blank',
    '\u0631\u0623\u06cc \u0633\u0641\u06cc\u062f',
    '\u0633\u0641\u06cc\u062f',
    '\u0648\u0631\u0642\u0629 \u0628\u064a\u0636\u0627\u0621',
    '\u0628\u064a\u0636\u0627\u0621',
  ].map(folded),
);

/**
 * What is wrong with the answers of one question, in their order.
 *
 * @param {readonly string[]} answers
 * @returns {Likeness[]}
 */
export function findAlike(answers) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return answers.flatMap((text, at) => {
    const answer = at + 1;
    const key = folded(text);
    const other = seen.get(key) ?? null;
    seen.set(key, other ?? answer);
    const fault = key === '' ? 'silent' : other !== null ? 'alike' : BLANK.has(key) ? 'blank' : null;
    /** @type {Likeness[]} */
    const found = STEERING.test(text) ? [{ answer, fault: 'steering', other: null }] : [];
    return fault ? [...found, { answer, fault, other: fault === 'alike' ? other : null }] : found;
  });
}
