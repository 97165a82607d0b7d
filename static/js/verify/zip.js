/** A record as one file: a ZIP in its one spelling, byte for byte (SPEC 16, check 8.1). */

import { utf8 } from './digest.js';
import { equalBytes } from './container.js';
import { Refusal } from './refusal.js';
import { partOf } from './source.js';

/** @typedef {import('./source.js').Source} Source */

/** The files of a record in their order, with the most bytes of each (SPEC 3.5, 16). @type {[string, number][]} */
export const FILES = [
  ['README.txt', 65_536],
  ['election.bel', 4_294_967_295],
  ['bindings.json', 65_536],
  ['accounting.json', 700_000_000],
  ['checkpoints.txt', 268_435_456],
  ['keys.json', 65_536],
  ['lots.json', 16_777_216],
];

/** No record file is longer than the archive in it may be. */
const MOST = Math.max(...FILES.map(([, most]) => most));
const LONGEST = Math.max(...FILES.map(([name]) => name.length));
const LOCAL = 30;
const DATE = 33;
const PIECE = 4 * 1024 * 1024;
const [LOCAL_MARK, ENTRY_MARK, END_MARK] = [0x04034b50, 0x02014b50, 0x06054b50];

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

/** @param {Source} source */
async function crcOf(source) {
  let crc = 0xffffffff;
  for (let at = 0; at < source.size; at += PIECE) {
    const piece = await source.read(at, Math.min(at + PIECE, source.size));
    for (let place = 0; place < piece.length; place += 1) {
      crc = TABLE[(crc ^ piece[place]) & 0xff] ^ (crc >>> 8);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Little-endian numbers, one behind the other: pairs of a value and its bytes. @param {[number, number][]} numbers */
function packed(numbers) {
  const bytes = new Uint8Array(numbers.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of numbers) {
    if (size === 4) {
      view.setUint32(at, value, true);
    } else {
      view.setUint16(at, value, true);
    }
    at += size;
  }
  return bytes;
}

/** @param {{crc: number, size: number, name: string}} file @returns {[number, number][]} */
const common = ({ crc, size, name }) => [
  [10, 2],
  [0, 2],
  [0, 2],
  [0, 2],
  [DATE, 2],
  [crc, 4],
  [size, 4],
  [size, 4],
  [name.length, 2],
  [0, 2],
];

/** @param {{crc: number, size: number, name: string}} file */
const localHeader = (file) => packed([[LOCAL_MARK, 4], ...common(file)]);

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The directory and the end that the files must have.
 *
 * @param {{crc: number, size: number, name: string, place: number}[]} files
 * @param {number} place where the directory begins
 */
function directoryOf(files, place) {
  const entries = files.flatMap((file) => [
    packed([[ENTRY_MARK, 4], [20, 2], ...common(file), [0, 2], [0, 2], [0, 2], [0, 4], [file.place, 4]]),
    utf8(file.name),
  ]);
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  return joined([
    ...entries,
    packed([
      [END_MARK, 4],
      [0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [size, 4],
      [place, 4],
      [0, 2],
    ]),
  ]);
}

/** Refuse a file beside the archive that is longer than its kind may be. @param {Map<string, Source>} files */
export function checkSizes(files) {
  for (const [name, most] of FILES) {
    if ((files.get(name)?.size ?? 0) > most) {
      throw new Refusal('record-too-large', `${name} is longer than ${most} bytes`, '8.1');
    }
  }
}

/** Whether a file is a record file and no archive (SPEC 16). @param {Source} source */
export const isZip = async (source) => startsWith(await source.read(0, Math.min(4, source.size)), LOCAL_MARK);

/**
 * The files of a record, each a part of the source.
 *
 * @param {Source} source
 * @returns {Promise<Map<string, Source>>}
 */
export async function openZip(source) {
  const found = [];
  let at = 0;
  let next = 0;
  for (;;) {
    const header = await source.read(at, Math.min(at + LOCAL, source.size));
    if (!startsWith(header, LOCAL_MARK)) {
      break;
    }
    if (header.length < LOCAL) {
      throw new Refusal('record-truncated', 'the file ends inside a header');
    }
    const file = await readFile(source, at, header, next);
    found.push(file);
    next = file.order + 1;
    at = file.end;
  }
  await checkEnd(source, found, at);
  if (!found.some(({ name }) => name === 'election.bel')) {
    throw new Refusal('record-name', 'a record file holds no archive');
  }
  return new Map(found.map(({ name, part }) => [name, part]));
}

/** @param {Uint8Array} bytes @param {number} mark */
const startsWith = (bytes, mark) => equalBytes(bytes.subarray(0, 4), packed([[mark, 4]]));

/** @param {Uint8Array} bytes */
const asciiOf = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/**
 * @param {Source} source
 * @param {number} place
 * @param {Uint8Array} header
 * @param {number} next the place, in the order of names, of the first that may come
 */
async function readFile(source, place, header, next) {
  const view = new DataView(header.slice().buffer);
  const [crc, size, length] = [view.getUint32(14, true), view.getUint32(18, true), view.getUint16(26, true)];
  if (length > LONGEST) {
    throw new Refusal('record-name', 'a name that no record has');
  }
  const begin = place + LOCAL + length;
  const name = asciiOf(await source.read(place + LOCAL, Math.min(begin, source.size)));
  if (begin > source.size) {
    throw new Refusal('record-truncated', 'the file ends inside a header');
  }
  const order = FILES.findIndex(([known], at) => known === name && at >= next);
  if (order < 0) {
    throw new Refusal('record-name', 'a name that no record has, twice, or not in its order');
  }
  if (!equalBytes(header, localHeader({ crc, size, name }))) {
    throw new Refusal('record-header', 'a header is not in its one spelling');
  }
  if (size > FILES[order][1] || begin + size > MOST) {
    throw new Refusal('record-too-large', `${name} claims ${size} bytes`);
  }
  if (begin + size > source.size) {
    throw new Refusal('record-truncated', `the file ends inside ${name}`);
  }
  const part = partOf(source, begin, size);
  if ((await crcOf(part)) !== crc) {
    throw new Refusal('record-checksum', `the checksum of ${name} is another`);
  }
  return { name, crc, size, place, part, order, end: begin + size };
}

/**
 * @param {Source} source
 * @param {{crc: number, size: number, name: string, place: number}[]} files
 * @param {number} at
 */
async function checkEnd(source, files, at) {
  const expected = directoryOf(files, at);
  if (at + expected.length > MOST) {
    throw new Refusal('record-too-large', 'a record file is longer than one may be');
  }
  const left = source.size - at;
  const end = await source.read(at, Math.min(source.size, at + expected.length));
  if (!equalBytes(end, expected.subarray(0, end.length)) || left > expected.length) {
    throw new Refusal('record-header', 'the end of a record file is another');
  }
  if (left < expected.length) {
    throw new Refusal('record-truncated', 'the end of a record file is missing');
  }
}
