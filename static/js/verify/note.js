/** Signed notes as C2SP describes them, and the keys that sign them (SPEC 13). */

import { digest, fromBase64, toHex, utf8 } from './digest.js';
import { Refusal } from './refusal.js';
import { isSigned, pointOf } from './signatures.js';

/**
 * @typedef {object} NoteKey
 * @property {string} name
 * @property {string} id 8 hexadecimal digits
 * @property {Uint8Array} key
 * @property {string} written
 */

const ED25519 = 1;
const ID_BYTES = 4;
const SIGNATURES = 100;
const MARK = '\u2014 ';
const SPACE = '\\t-\\r\\x1c-\\x20\\x7f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const NAME = `[^+${SPACE}]{1,200}`;
const KEY = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})$`, 'u');
const SIGNATURE = new RegExp(`^${MARK}(${NAME}) ([A-Za-z0-9+/]{8,400}={0,2})$`, 'u');
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** @param {string} detail */
const malformed = (detail) => new Refusal('note-format', detail);

/**
 * Read a key as notes spell it: name, id and base64 joined by plus signs.
 *
 * @param {string} written
 * @returns {NoteKey}
 */
export function readNoteKey(written) {
  const found = KEY.exec(written);
  const bytes = found && fromBase64(found[3]);
  if (!found || !bytes || bytes[0] !== ED25519) {
    throw malformed('a key is a name, 8 hexadecimal digits and base64 joined by plus signs');
  }
  const [, name, id] = found;
  const key = bytes.slice(1);
  if (idOf(name, key) !== id) {
    throw malformed('the key id is not that of the name and key');
  }
  if (!pointOf(key)) {
    throw malformed('the public key is none of the curve, or of small order');
  }
  return { name, id, key, written };
}

/** @param {string} name @param {Uint8Array} key */
const idOf = (name, key) =>
  toHex(digest(new Uint8Array([...utf8(`${name}\n`), ED25519, ...key])).subarray(0, ID_BYTES));

/**
 * The text of a note that a key has signed exactly once; other signatures are not looked at.
 *
 * @param {string} note
 * @param {NoteKey} key
 * @returns {string}
 */
export function readNote(note, key) {
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n');
  if (split < 1 || CONTROL.test(note) || lines.pop() !== '' || lines.length < 1 || lines.length > SIGNATURES) {
    throw malformed('a note is a text, an empty line and lines of signatures');
  }
  const signatures = lines.map(readSignature);
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length !== 1) {
    throw new Refusal('note-signature', 'a note has not exactly one signature by the key');
  }
  if (!isSigned(own[0].signature, utf8(text), key.key)) {
    throw new Refusal('note-signature', 'a signature on a note does not fit');
  }
  return text;
}

/** @param {string} line */
function readSignature(line) {
  const found = SIGNATURE.exec(line);
  const bytes = found && fromBase64(found[2]);
  if (!found || !bytes) {
    throw malformed('a line of a signature is malformed');
  }
  return { name: found[1], id: toHex(bytes.subarray(0, ID_BYTES)), signature: bytes.slice(ID_BYTES) };
}
