/** The page's language: its words, digits and direction. */

import { AR } from './words-ar.js';
import { EN } from './words-en.js';
import { FA } from './words-fa.js';

/** @typedef {'fa' | 'ar' | 'en'} Code */

/** @type {Record<Code, {words: Record<string, string>, own: string, digits: string, direction: string}>} */
export const LANGUAGES = {
  fa: { words: FA, own: 'فارسی', digits: '۰۱۲۳۴۵۶۷۸۹', direction: 'rtl' },
  ar: { words: AR, own: 'العربية', digits: '٠١٢٣٤٥٦٧٨٩', direction: 'rtl' },
  en: { words: EN, own: 'English', digits: '0123456789', direction: 'ltr' },
};

let chosen = /** @type {Code} */ ('fa');

/** @param {Code} code */
export function choose(code) {
  chosen = code;
}

export const language = () => chosen;

/** A number, or a text with digits, in the digits of the page. @param {number | string} value */
export const digits = (value) => String(value).replace(/[0-9]/g, (digit) => LANGUAGES[chosen].digits[Number(digit)]);

/** A text with digits of any of the three kinds, in those that programs read. @param {string} text */
export const latinDigits = (text) =>
  text
    .replace(/[۰-۹]/g, (sign) => String(sign.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (sign) => String(sign.charCodeAt(0) - 0x0660));

/**
 * A sentence of the page, its places filled.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [places]
 */
export function say(key, places = {}) {
  const text = LANGUAGES[chosen].words[key];
  if (text === undefined) {
    throw new Error(`no words for ${key}`);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => String(places[name]));
}

/**
 * A text of the record as it may be shown: without what turns a line's direction or steers a terminal.
 *
 * @param {string} text
 */
export const plain = (text) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, ' ');
