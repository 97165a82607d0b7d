/** The container of an archive, byte for byte (SPEC 6.1, checks 1.1 to 1.4). */

import { hexDigest, utf8 } from './digest.js';
import { Refusal } from './refusal.js';
import { Reader } from './source.js';

/** @typedef {import('./source.js').Source} Source */

/**
 * @typedef {object} Entry
 * @property {string} hash the SHA-256 of the content, in hex, which is its name
 * @property {boolean} isEvent
 * @property {Uint8Array} content
 * @property {number} place where the content begins in the archive
 */

const BLOCK = 512;
const SETUP_ENTRY = 2 ** 30;
const LATER_ENTRY = 2 ** 24;
const START = /^\{"version":1,"timestamp":"(0|[1-9][0-9]*)"\}$/;
const NAME = /^([0-9a-f]{64})(\.data\.json|\.event\.json)$/;
const OCTAL = 11;

/** @param {number} size */
const filled = (size) => Math.ceil(size / BLOCK) * BLOCK;

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export const equalBytes = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);

/**
 * The one header of an entry.
 *
 * @param {string} name
 * @param {number} size
 * @param {number} timestamp
 */
function headerOf(name, size, timestamp) {
  const header = new Uint8Array(BLOCK);
  /** @param {number} at @param {string} text */
  const write = (at, text) => header.set(utf8(text), at);
  write(0, name);
  write(100, '0000644\0');
  write(108, '0000000\0');
  write(116, '0000000\0');
  write(124, `${size.toString(8).padStart(OCTAL, '0')}\0`);
  write(136, `${timestamp.toString(8).padStart(OCTAL, '0')}\0`);
  write(148, '        ');
  write(156, '0');
  const sum = header.reduce((before, byte) => before + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/**
 * @param {Uint8Array} block
 * @param {number} from
 * @param {number} to
 */
const asciiOf = (block, from, to) => String.fromCharCode(...block.subarray(from, to));

/** Reads the entries of an archive in their order; each refusal names its check. */
export class Archive {
  /** @param {Source} source */
  constructor(source) {
    this.reader = new Reader(source);
    this.timestamp = 0;
    /** Entries may be large up to the Setup event; whoever reads the events says when it was there. */
    this.most = SETUP_ENTRY;
  }

  /** The Setup event was read: entries are short from now on. */
  endSetup() {
    this.most = LATER_ENTRY;
  }

  /** Check the first entry (1.1). */
  async start() {
    if (this.reader.source.size === 0) {
      throw new Refusal('archive-empty', 'the archive has no byte', '1.1');
    }
    const blocks = await this.reader.take(2 * BLOCK);
    if (blocks.length < 2 * BLOCK) {
      throw new Refusal('archive-truncated', 'the archive ends inside its first entry', '1.3');
    }
    const end = blocks.indexOf(0, BLOCK);
    const content = asciiOf(blocks, BLOCK, end < 0 ? 2 * BLOCK : end);
    const found = START.exec(content);
    const timestamp = found ? Number(found[1]) : 0;
    const good = new Uint8Array(2 * BLOCK);
    if (found && found[1].length <= OCTAL && timestamp < 8 ** OCTAL) {
      good.set(headerOf('BELENIOS', content.length, timestamp));
      good.set(utf8(content), BLOCK);
    }
    if (!equalBytes(blocks, good)) {
      throw new Refusal('archive-start', 'the first entry is not BELENIOS in its one spelling', '1.1');
    }
    this.timestamp = timestamp;
  }

  /** @returns {AsyncGenerator<Entry>} */
  async *entries() {
    while (this.reader.left > 0) {
      yield await this.entry();
    }
  }

  /** @returns {Promise<Entry>} */
  async entry() {
    const header = await this.reader.take(BLOCK);
    if (header.length < BLOCK) {
      throw new Refusal('archive-truncated', 'the archive ends inside a header', '1.3');
    }
    if (header.every((byte) => byte === 0)) {
      throw new Refusal('archive-trailer', 'a block of zeros follows an entry', '1.3');
    }
    const { hash, isEvent, size } = this.named(header);
    if (size > this.most) {
      throw new Refusal('archive-entry-too-large', `an entry claims ${size} bytes`, '1.2');
    }
    const place = this.reader.place;
    const blocks = await this.reader.take(filled(size));
    if (blocks.length < filled(size)) {
      throw new Refusal('archive-truncated', 'the archive ends inside an entry', '1.3');
    }
    if (blocks.subarray(size).some((byte) => byte !== 0)) {
      throw new Refusal('archive-padding', 'an entry is not filled with zeros', '1.3');
    }
    const content = blocks.subarray(0, size);
    if (hexDigest(content) !== hash) {
      throw new Refusal('archive-entry-digest', 'an entry is not named by its hash', '1.4');
    }
    return { hash, isEvent, content, place };
  }

  /**
   * What a header says, which must be what it says in the one spelling (1.2).
   *
   * @param {Uint8Array} header
   */
  named(header) {
    const end = header.indexOf(0);
    const name = asciiOf(header, 0, Math.min(end < 0 ? 100 : end, 100));
    const octal = asciiOf(header, 124, 124 + OCTAL);
    const found = NAME.exec(name);
    const size = /^[0-7]+$/.test(octal) ? Number.parseInt(octal, 8) : -1;
    if (!found || size < 0 || !equalBytes(header, headerOf(name, size, this.timestamp))) {
      throw new Refusal('archive-entry-header', 'the header of an entry is not in its one spelling', '1.2');
    }
    return { hash: found[1], isEvent: found[2] === '.event.json', size };
  }
}
