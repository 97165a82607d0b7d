/** A voter's receipt: that the board has signed that it holds a ballot (SPEC 17, check 8.6). */

import { toBase64, toHex, utf8 } from './digest.js';
import { Refusal } from './refusal.js';
import { isSigned } from './signatures.js';

/**
 * @typedef {object} Receipt
 * @property {string} fingerprint b64
 * @property {string} tracker b64
 * @property {string} trackerHex
 * @property {Uint8Array} signature
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SIGNS = 208;
const [VERSION, KIND] = [1, 82];

/** @param {Uint8Array} bytes */
const unpadded = (bytes) => toBase64(bytes).replace(/=+$/, '');

/**
 * Read a receipt as it was scanned or typed: spaces, hyphens and small letters do not matter.
 *
 * @param {string} written
 * @returns {Receipt}
 */
export function readReceipt(written) {
  const text = written.replace(/[\s-]/g, '').toUpperCase();
  if (text.length !== SIGNS || [...text].some((sign) => !ALPHABET.includes(sign))) {
    throw new Refusal('receipt-format', `a receipt has ${SIGNS} characters A to Z and 2 to 7`);
  }
  const bits = [...text].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  if (bytes[0] !== VERSION || bytes[1] !== KIND) {
    throw new Refusal('receipt-format', 'the code is no receipt, or one of an unknown version');
  }
  return {
    fingerprint: unpadded(bytes.slice(2, 34)),
    tracker: unpadded(bytes.slice(34, 66)),
    trackerHex: toHex(bytes.slice(34, 66)),
    signature: bytes.slice(66),
  };
}

/**
 * Check a receipt against a board; what it names is there, or the receipt proves that it was taken out.
 *
 * @param {Receipt} receipt
 * @param {Uint8Array} key the board's
 * @param {{fingerprint: string, trackers: {has: (hex: string) => boolean}, isClosed: boolean}} board
 * @returns {boolean} false where the board is still open, so that the ballot may wait for the next signed head
 */
export function checkReceipt({ fingerprint, tracker, trackerHex, signature }, key, board) {
  if (!isSigned(signature, utf8(`majma|receipt|1|${fingerprint}|${tracker}`), key)) {
    throw new Refusal('receipt-signature', "the receipt is not signed by the board's key");
  }
  if (fingerprint !== board.fingerprint) {
    throw new Refusal('receipt-foreign', 'the receipt is of another election');
  }
  if (board.trackers.has(trackerHex)) {
    return true;
  }
  if (board.isClosed) {
    throw new Refusal('receipt-missing', 'the board signed that it holds this ballot, and it does not');
  }
  return false;
}
