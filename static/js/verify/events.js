/** Events and their chain (SPEC 6.2, checks 2.1 to 2.4): what each says, whose heir it is, which data are its own. */

import { readJson } from './json.js';
import { Refusal, recoded } from './refusal.js';
import { fields, text, whole, wrongShape } from './shape.js';

/** @typedef {import('./container.js').Entry} Entry */

/**
 * @typedef {object} Event
 * @property {string | null} parent
 * @property {number} height
 * @property {string} type
 * @property {string | null} payload
 * @property {string} hash
 */

/** Data entries that each type has; null: a type that this version does not take. @type {Record<string, number | null>} */
const DATA = {
  Setup: 4,
  Ballot: 1,
  EndBallots: 0,
  EncryptedTally: 2,
  PartialDecryption: 2,
  Result: 1,
  Shuffle: null,
  EndShuffles: null,
};

const HIGHEST = 9_999_999_999; // ten digits
const EVENT_BYTES = 2 ** 24;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Read an event (2.1).
 *
 * @param {Entry} entry
 * @returns {Event}
 */
export function readEvent(entry) {
  return recoded('event-format', () => {
    const found = fields(readJson(entry.content, EVENT_BYTES), ['[parent]', 'height', 'type', '[payload]']);
    const type = text(found.type, 100);
    if (!Object.hasOwn(DATA, type)) {
      throw wrongShape('a type of event');
    }
    const parent = 'parent' in found ? hash(found.parent) : null;
    const payload = 'payload' in found ? hash(found.payload) : null;
    return { parent, height: whole(found.height, 0, HIGHEST), type, payload, hash: entry.hash };
  });
}

/** @param {import('./json.js').Json} value */
function hash(value) {
  const found = text(value, 64);
  if (!HASH.test(found)) {
    throw wrongShape('a SHA-256 in hex');
  }
  return found;
}

/**
 * Check that an event follows the one before (2.2).
 *
 * @param {Event} event
 * @param {Event | null} before
 */
export function checkLink(event, before) {
  if (event.height !== (before ? before.height + 1 : 0)) {
    throw new Refusal('event-height', `an event has the height ${event.height}`, '2.2');
  }
  if (event.parent !== (before ? before.hash : null)) {
    throw new Refusal('event-parent', 'an event does not name the event before it', '2.2');
  }
}

/**
 * Check that the data entries before an event are its own (2.3).
 *
 * @param {Event} event
 * @param {Entry[]} data
 */
export function checkData(event, data) {
  const count = DATA[event.type];
  if (count === null) {
    return;
  }
  if (data.length !== count) {
    throw new Refusal('event-data', `${event.type} has ${data.length} data entries`, '2.3');
  }
  if (event.payload !== (count ? data[count - 1].hash : null)) {
    throw new Refusal('event-payload', 'an event names another payload than the last entry before it', '2.3');
  }
}

/** The phases of a board (SPEC 2), by the types that have come. */
export const STAGES = Object.freeze([
  'empty',
  'set-up',
  'open',
  'closed',
  'tallied',
  'decrypting',
  'decrypted',
  'result',
]);

/** @type {Record<string, [string, string[]]>} the code of a wrong place, and the stages that a type may follow */
const PLACES = {
  Setup: ['setup-repeated', ['empty']],
  Ballot: ['ballot-late', ['set-up', 'open']],
  EndBallots: ['end-repeated', ['set-up', 'open']],
  EncryptedTally: ['tally-order', ['closed']],
  PartialDecryption: ['decryption-order', ['tallied', 'decrypting', 'decrypted']],
  Result: ['result-order', ['tallied', 'decrypting', 'decrypted']],
};

/**
 * Check that a type of event may come at a stage (2.4).
 *
 * @param {string} type
 * @param {string} stage
 */
export function checkOrder(type, stage) {
  if (DATA[type] === null) {
    throw new Refusal('event-unsupported', `the event ${type} is of questions that need a mixnet`, '2.4');
  }
  if (stage === 'empty' && type !== 'Setup') {
    throw new Refusal('setup-missing', 'the first event is not Setup', '2.4');
  }
  const [code, stages] = PLACES[type];
  if (!stages.includes(stage)) {
    throw new Refusal(code, `${type} cannot come when the board is ${stage}`, '2.4');
  }
}
