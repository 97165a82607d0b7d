/** Short fingerprints as people read them: digits of the page's language, in groups of four from the left. */

import { fromHex, shortDigits, toBase64 } from '../digest.js';
import { make } from './element.js';
import { digits } from './words.js';

/** @param {string} text */
export const grouped = (text) => (text.match(/.{1,4}/g) ?? []).join(' ');

/** @param {string} text of digits */
export const digitGroups = (text) => make('span.digits', { dir: 'ltr' }, digits(grouped(text)));

/**
 * @param {'tracker' | 'key' | 'head' | 'election'} kind
 * @param {string} value
 */
export const fortyDigits = (kind, value) => digitGroups(shortDigits(kind, value));

/** The 43 characters of a tracker. @param {string} hex */
export const trackerOf = (hex) => toBase64(fromHex(hex)).replace(/=+$/, '');
