/** The keys that a record claims (SPEC 16): the board's, and those of the slips' tokens. */

import { fromHex } from './digest.js';
import { readJson } from './json.js';
import { readNoteKey } from './note.js';
import { Refusal } from './refusal.js';
import { fields, kindAndVersion, list, text, whole, wrongShape } from './shape.js';
import { pointOf } from './signatures.js';

/**
 * @typedef {object} Keys
 * @property {import('./note.js').NoteKey} board
 * @property {{id: number, key: string}[]} slips
 */

const MOST_BYTES = 65_536;
const HIGHEST_ID = 65_535;

/**
 * @param {Uint8Array} bytes
 * @returns {Keys}
 */
export function readKeys(bytes) {
  const found = fields(readJson(bytes, MOST_BYTES), ['kind', 'version', 'board', 'slips']);
  kindAndVersion(found, 'majma keys');
  const slips = list(found.slips, 0, 100).map(readSlipKey);
  if (slips.some(({ id }, at) => at > 0 && id <= slips[at - 1].id)) {
    throw wrongShape("the order of the ids in the slips' keys");
  }
  const board = readNoteKey(text(found.board, 400));
  return { board, slips };
}

/** @param {import('./json.js').Json} value */
function readSlipKey(value) {
  const found = fields(value, ['id', 'key']);
  const [id, key] = [whole(found.id, 0, HIGHEST_ID), text(found.key, 64)];
  if (!/^[0-9a-f]{64}$/.test(key) || !pointOf(fromHex(key))) {
    throw new Refusal('public-key', 'a key is not 64 lower-case digits of a point of the curve');
  }
  return { id, key };
}
