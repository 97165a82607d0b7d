// What a code of this house says whose keys a hand scanner pressed, read as on a keyboard of the United States.

import { PREFIX } from '../protocol/slip-code.js';

/** What a scanner's keys say that types as on another keyboard than that of the United States. */
const GARBLED = /^(majma[^ ]|;qj;q|http(?!s?:\/\/))/i;
/** How a scanner that types as on a German keyboard begins: its colon lies elsewhere, and Y and Z are exchanged. */
const GERMAN = /^MAJMA>S>/;

/** The text of the code, or null where the scanner types as on a keyboard that nobody here understands. */
export function ofKeys(text) {
  const upper = text.toUpperCase().replace(/^MAJMA;S;/, PREFIX);
  if (upper.startsWith(PREFIX)) return upper;
  if (GERMAN.test(upper)) {
    const rest = upper.slice(PREFIX.length).replace(/[YZ]/g, (letter) => (letter === 'Y' ? 'Z' : 'Y'));
    return PREFIX + rest;
  }
  return GARBLED.test(text) ? null : text;
}
