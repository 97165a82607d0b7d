// A slip's serial, from what a hand scanner types or a hand writes. Nothing else of the slip leaves this module:
// a slip's code (SPEC, "Slip codes"), like the address of a personal one, carries the token, which names the serial, and the
// secret behind it. Typed serials are read as `ballots.slips.read_serial` reads them.

const TOKEN = /^[A-Z2-7]{160}$/;
const CODE = /^MAJMA:S:([A-Z2-7]{160})[0-9]{30}$/;
const SERIAL = /^[A-Z2-7]{8}$/;
const FIRST_BYTES = 32; // characters that hold the token's first 20 bytes, before its expiry
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SHORT = 9; // as the server has it
const ASCII = /^[A-Za-z0-9]*$/; // before small letters are made capital: some foreign ones become Latin by it
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const BETWEEN = /[\s\-_\u00a0\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const LOOKALIKES = { 0: 'O', 1: 'I', 8: 'B' }; // base 32 has none of these digits

/**
 * @param {string} text the text of a slip's code, or a serial
 * @param {string} electionId public id of the election of this page
 * @returns {{serial: string}|{fault: string}} faults: scan-foreign, scan-unread, scan-secret
 */
export function readSerial(text, electionId) {
  const code = CODE.exec(text.trim().toUpperCase());
  if (code) return ofToken(code[1]);
  const hash = text.indexOf('#');
  if (hash >= 0) return fromAddress(text.slice(0, hash), text.slice(hash + 1), electionId);
  const typed = text.replace(BETWEEN, '').replace(DIGITS, (digit) => String(digit.charCodeAt(0) % 16));
  const plain = ASCII.test(typed) ? typed.toUpperCase().replace(/[018]/g, (digit) => LOOKALIKES[digit]) : '';
  return SERIAL.test(plain) ? { serial: dashed(plain) } : { fault: 'scan-secret' };
}

function fromAddress(address, fragment, electionId) {
  const token = fragment.split('.', 1)[0].toUpperCase();
  const id = address.split('/').filter(Boolean).pop() ?? '';
  if (!TOKEN.test(token)) return { fault: 'scan-unread' };
  if (id.toUpperCase() !== electionId.toUpperCase()) return { fault: 'scan-foreign' };
  return ofToken(token);
}

function ofToken(token) {
  const bytes = decode(token.slice(0, FIRST_BYTES));
  const isSlip = bytes[0] === 1 && bytes[1] === 1; // version, kind
  const isShort = bytes.slice(12, 15).every((byte) => byte === 0); // of the eight bytes of the subject a serial fills five
  return isSlip && isShort ? { serial: dashed(encode(bytes.slice(15, 20))) } : { fault: 'scan-unread' };
}

/** Whether a text is the whole of a slip's code, which is more than a serial. */
export function isWhole(text) {
  return text.includes('#') || text.trim().toUpperCase().startsWith('MAJMA:');
}

/** Whether what is no serial may stand in the field again, to be mended: it is too short for any part of a code. */
export function mayStay(text) {
  return text.trim().length <= SHORT;
}

function dashed(plain) {
  return `${plain.slice(0, 4)}-${plain.slice(4)}`;
}

/** The bytes that eight characters for each five write. */
function decode(text) {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('');
  return bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
}

function encode(bytes) {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits
    .match(/.{5}/g)
    .map((five) => ALPHABET[parseInt(five, 2)])
    .join('');
}
