/** The heads that the board has signed, in their order (SPEC 13, check 8.4). */

import { base64Digest, fromBase64, toHex } from './digest.js';
import { writeBindings } from './bindings.js';
import { decodeText } from './json.js';
import { readNote } from './note.js';
import { Refusal, recoded } from './refusal.js';

/**
 * @typedef {import('./board.js').Board} Board
 * @typedef {import('./bindings.js').Binding} Binding
 *
 * @typedef {object} Checkpoint
 * @property {number} height of the last event
 * @property {string} hash in hex
 * @property {string} fingerprint
 * @property {number} time Unix seconds
 * @property {Map<string, string>} lines
 *
 * @typedef {object} Beside the files that checkpoints name
 * @property {string | null} accounting b64 hash
 * @property {Binding[]} bindings
 */

const ORDER = ['accounting', 'bindings', 'journal', 'bundles', 'clock'];
const LINES = 30;
const TEXT =
  /^([^\n]+)\n([1-9][0-9]{0,9})\n([A-Za-z0-9+/]{43}=)\nfingerprint ([A-Za-z0-9+/]{43})\ntime ([1-9][0-9]{0,11})\n((?:[^\n]*\n)*)$/;
const LINE = /^([a-z][a-z0-9-]{0,31}) ([!-~]{1,200})$/;
const BUNDLES = /^[A-Za-z0-9+/]{43}(?::[A-Za-z0-9+/]{43}){3}$/;

/** @param {string} detail */
const malformed = (detail) => new Refusal('checkpoint-format', detail);

/**
 * @param {string} text of a note
 * @param {string} origin
 * @returns {Checkpoint}
 */
export function readCheckpoint(text, origin) {
  const found = TEXT.exec(text);
  const hash = found && fromBase64(found[3]);
  if (!found || !hash) {
    throw malformed('the text is not a checkpoint of a board');
  }
  const [, name, events, , fingerprint, time, rest] = found;
  const lines = readLines(rest.split('\n').slice(0, -1));
  if (name !== origin) {
    throw malformed('the checkpoint is of another board than its key');
  }
  return { height: Number(events) - 1, hash: toHex(hash), fingerprint, time: Number(time), lines };
}

/** @param {string[]} written */
function readLines(written) {
  const pairs = written.map((line) => LINE.exec(line));
  if (pairs.includes(null) || pairs.length > LINES) {
    throw malformed('the text is not a checkpoint of a board');
  }
  const found = /** @type {RegExpExecArray[]} */ (pairs).map(
    ([, name, value]) => /** @type {[string, string]} */ ([name, value]),
  );
  const lines = new Map(found);
  const known = found.map(([name]) => ORDER.indexOf(name)).filter((place) => place >= 0);
  if (lines.size < found.length || known.some((place, at) => at > 0 && place < known[at - 1])) {
    throw malformed('the lines of a checkpoint stand twice or in another order');
  }
  const bundles = lines.get('bundles');
  if (bundles !== undefined && !BUNDLES.test(bundles)) {
    throw malformed('the line of the published pages has not their four hashes');
  }
  return lines;
}

/**
 * The heights whose heads name other published pages than the head before; the first that names any changes nothing.
 *
 * @param {Checkpoint[]} checkpoints
 */
export function pageChanges(checkpoints) {
  /** @type {number[]} */
  const found = [];
  /** @type {string | undefined} */
  let last;
  for (const { height, lines } of checkpoints) {
    const named = lines.get('bundles');
    if (last !== undefined && named !== last) {
      found.push(height);
    }
    last = named ?? last;
  }
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {import('./note.js').NoteKey} key
 * @param {Board} board
 * @param {Beside} beside
 * @returns {Checkpoint[]}
 */
export function checkCheckpoints(bytes, key, board, beside) {
  const notes = splitNotes(recoded('note-format', () => decodeText(bytes)));
  /** @type {Checkpoint[]} */
  const all = [];
  for (const note of notes) {
    const read = readCheckpoint(readNote(note, key), key.name);
    const before = all[all.length - 1];
    if (before && (read.height <= before.height || read.time < before.time)) {
      throw new Refusal('checkpoints-order', 'signed heads do not grow, or their times go back');
    }
    all.push(read);
  }
  for (const checkpoint of all) {
    checkPlace(checkpoint, board);
    checkNamed(checkpoint, board, beside);
  }
  return all;
}

/** Each note and the empty line behind it. @param {string} text */
function splitNotes(text) {
  const found = text.match(/[^]*?\n\n[^]*?\n\n/g) ?? [];
  if (found.length === 0 || found.join('') !== text) {
    throw new Refusal('note-format', 'the signed heads are not notes with an empty line behind each');
  }
  return found.map((note) => note.slice(0, -1));
}

/**
 * @param {Checkpoint} checkpoint
 * @param {Board} board
 */
function checkPlace({ height, hash, fingerprint }, board) {
  if (board.hashes[height] !== hash) {
    throw new Refusal('checkpoints-head', `the signed head of height ${height} is not in the archive`);
  }
  if (fingerprint !== board.known.fingerprint) {
    throw new Refusal('checkpoints-election', `the signed head of height ${height} is of another election`);
  }
}

/**
 * Check that a checkpoint names the files that the record holds up to its head, as they are, and none that it lacks.
 *
 * @param {Checkpoint} checkpoint
 * @param {Board} board
 * @param {Beside} beside
 */
function checkNamed({ height, lines }, board, { accounting, bindings }) {
  const isClosed = board.heads.EndBallots !== undefined && height >= board.heads.EndBallots.height;
  const decryptions = board.decryptionHeights.filter((each) => each <= height).length;
  const bound = base64Digest(writeBindings(bindings.slice(0, decryptions)));
  const expected = {
    accounting: isClosed && accounting !== null ? accounting : undefined,
    bindings: decryptions && bindings.length ? bound : undefined,
  };
  if (lines.get('accounting') !== expected.accounting || lines.get('bindings') !== expected.bindings) {
    throw new Refusal(
      'checkpoints-line',
      `the signed head of height ${height} names other files than the record holds`,
    );
  }
}
