// The code of a hall slip (SPEC, "Slip codes"): its token and its thirty digits, and no address.

import { decodeDigits } from './digits.js';

export const PREFIX = 'MAJMA:S:';
/** Characters of a whole code. */
export const CODE_LENGTH = 198;

const CODE = /^MAJMA:S:([A-Z2-7]{160})([0-9]{30})$/;

/** Token and credential of a slip's code in its one spelling, else null. */
export function readSlipCode(text) {
  const found = CODE.exec(text);
  const read = found ? decodeDigits(found[2]) : { fault: 'format' };
  return read.fault ? null : { token: found[1], credential: read.credential };
}
