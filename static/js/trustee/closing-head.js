// The closing head (SPEC, "Decrypting"): how the ballots ended, brought from where the office did not make it.

import { WHOLE, short, ungrouped } from '../protocol/short.js';
import { stop } from './stop.js';

const TEXT = /^majma head ([0-9A-Za-z]{14,64}) (0|[1-9][0-9]{0,9}) ([0-9a-f]{64})$/;
const HEX = /^[0-9a-f]{64}$/;
const DIGITS = new RegExp(`^[0-9]{${WHOLE}}$`);

/** @typedef {{hash?: string, digits?: string, uuid?: string, height?: number}} ClosingHead */

/** @returns {ClosingHead} of what was scanned or typed: the text of a code, 64 hex digits, 40 digits; Error 'closing-head' */
export function readClosingHead(text) {
  const found = TEXT.exec(text.trim().replace(/\s+/g, ' '));
  if (found) return { hash: found[3], uuid: found[1], height: Number(found[2]) };
  const plain = ungrouped(text).toLowerCase();
  if (DIGITS.test(plain)) return { digits: plain };
  if (HEX.test(plain)) return { hash: plain };
  throw stop('closing-head');
}

/** Error 'closing-head-other' unless the record's EndBallots event is the one that was given. */
export function checkClosingHead(given, uuid, { height, hash }) {
  const same = given.hash ? given.hash === hash : given.digits === short('head', hash);
  const where = (given.uuid ?? uuid) === uuid && (given.height ?? height) === height;
  if (!same || !where) throw stop('closing-head-other');
}
