// A signed head that a witness has cosigned (C2SP signed-note and tlog-cosignature version 1; SPEC, "Witnesses").

import { isSigned } from '../verify/signatures.js';
import { sha256Bytes } from '../protocol/hash.js';
import { stop } from './stop.js';

const COSIGNATURE = 4;
const [ID_SIZE, TIME_SIZE] = [4, 8];
const NAME = '[^\\s+\\u0000-\\u001f\\u007f]{1,200}';
const KEY = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})$`, 'u');
const LINE = new RegExp(`^\u2014 (${NAME}) ([A-Za-z0-9+/]{8,400}={0,2})$`, 'u');
const HEAD =
  /^[^\s+]{1,200}\n([1-9][0-9]{0,9})\n([A-Za-z0-9+/]{43}=)\nfingerprint ([A-Za-z0-9+/]{43})\ntime [1-9][0-9]{0,11}\n/;
const utf8 = new TextEncoder();

/**
 * @param {string} note whole, with its signatures
 * @param {string} key the witness's, known beforehand
 * @returns {{height: number, hash: string, fingerprint: string}} the head that the witness cosigned; Error 'witness-key',
 *   'witness-note' or 'witness-signature'
 */
export function readWitness(note, key) {
  const witness = readKey(key.trim());
  const [text, lines] = divided(note.replace(/\r\n/g, '\n').trimEnd());
  const own = lines.filter((line) => line.name === witness.name && same(line.bytes.slice(0, ID_SIZE), witness.id));
  if (own.length !== 1) throw stop('witness-signature');
  const body = own[0].bytes.slice(ID_SIZE);
  const time = body.slice(0, TIME_SIZE).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const message = utf8.encode(`cosignature/v1\ntime ${time}\n${text}`);
  if (!isSigned(body.slice(TIME_SIZE), message, witness.key)) throw stop('witness-signature');
  const said = HEAD.exec(text);
  if (!said) throw stop('witness-note');
  return { height: Number(said[1]) - 1, hash: hex(bytesOf(said[2])), fingerprint: said[3] };
}

/** A board signs its heads plainly, a witness with the time of its look: the office's own key is no witness. */
function readKey(text) {
  const found = KEY.exec(text);
  const bytes = found ? bytesOf(found[3]) : [];
  if (!found || bytes[0] !== COSIGNATURE) throw stop('witness-key');
  const id = sha256Bytes([...utf8.encode(`${found[1]}\n`), ...bytes]).slice(0, ID_SIZE);
  if (hex(id) !== found[2]) throw stop('witness-key');
  return { name: found[1], id, key: bytes.slice(1) };
}

function divided(note) {
  const split = note.lastIndexOf('\n\n');
  const lines = note
    .slice(split + 2)
    .split('\n')
    .map((line) => LINE.exec(line));
  if (split < 1 || lines.includes(null)) throw stop('witness-note');
  return [note.slice(0, split + 1), lines.map(([, name, body]) => ({ name, bytes: bytesOf(body) }))];
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function same(one, other) {
  return hex(one) === hex(other);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
