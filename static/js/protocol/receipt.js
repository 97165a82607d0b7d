// Receipts (SPEC, "Receipts"): 208 characters by which the board says, signed, that it holds a ballot.

const VERSION = 1;
const KIND = 82;
const FORM = /^[A-Z2-7]{208}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Whether a text is a receipt of this election and this ballot. The signature is for the record's reader to check:
 * the key that this page would be given comes from the same server.
 */
export function isReceiptOf(text, fingerprint, tracker) {
  if (typeof text !== 'string' || !FORM.test(text)) return false;
  const said = fromBase32(text);
  return [VERSION, KIND, ...digest(fingerprint), ...digest(tracker)].every((byte, i) => byte === said[i]);
}

function digest(text) {
  return Uint8Array.from(atob(`${text}=`), (character) => character.charCodeAt(0));
}

function fromBase32(text) {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('');
  return bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
}
