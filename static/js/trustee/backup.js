// Backup shares of a key (SPEC, "Backup shares"): Feldman's sharing, and the text of a sheet of paper.

import {
  GROUP,
  decodeElement,
  fromBytes,
  multiply,
  power,
  powerOnce,
  randomScalar,
  scalar,
  toBytes,
} from '../protocol/group.js';
import { challenge, sha256Bytes } from '../protocol/hash.js';
import { generator } from './key.js';
import { stop } from './stop.js';

export const MOST_SHARES = 30;

/** With a threshold of 1 each sheet would be the key itself. */
export const LEAST_THRESHOLD = 2;

const VERSION = 1;
const ROWS = 5;
const ROW_LENGTH = 16;
const ROW_SIZE = 9;
const PRINT_SIZE = 10;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A row's number, as it stands before the row on the sheet. A 2 to 5 may be of the text: see `plainText`. */
const LABEL = /(?:^|[ \t\r\n\u00a0])[1-5\u0661-\u0665\u06f1-\u06f5](?:[ \t\u00a0]?[.):-]|(?=[ \t\r\n\u00a0]))/gu;

/** @typedef {{number: number, threshold: number, print: string, value: bigint}} Share */

/** @returns {{commitments: string, shares: Share[]}} any `threshold` of `count` shares rebuild the key */
export function splitKey(secret, threshold, count) {
  if (!(threshold >= LEAST_THRESHOLD && threshold <= count && count <= MOST_SHARES)) throw stop('backup-size');
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, () => randomScalar())];
  const elements = coefficients.map((coefficient) => String(power(generator, coefficient)));
  const print = keyPrint(elements[0]);
  const shares = Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    threshold,
    print,
    value: coefficients.reduceRight((sum, coefficient) => scalar(sum * BigInt(i + 1) + coefficient), 0n),
  }));
  return { commitments: JSON.stringify({ commitments: elements }), shares };
}

/** @returns {bigint[]} the elements of published commitments; RangeError when they are none, or would give the key away */
export function readCommitments(text) {
  const elements = JSON.parse(text).commitments.map(decodeElement);
  if (elements.length < LEAST_THRESHOLD || elements.length > MOST_SHARES) throw new RangeError('commitments-count');
  if (elements.includes(1n)) throw new RangeError('commitments-one');
  return elements;
}

/** Error 'share-foreign' or 'share-wrong' unless the share fits the commitments. */
export function verifyShare(share, elements) {
  const refuse = (code) => stop(code, { number: share.number });
  if (!belongsTo(share, elements)) throw refuse('share-foreign');
  if (power(generator, share.value) !== publicShare(share.number, elements)) throw refuse('share-wrong');
}

/** Whether a share says that it is of this key and threshold. */
export function belongsTo(share, elements) {
  return share.print === keyPrint(String(elements[0])) && share.threshold === elements.length;
}

/** The exact text that is posted: that whoever made it holds this sheet whole. It tells nothing of the sheet. */
export function proveShare(share, elements) {
  verifyShare(share, elements);
  const nonce = randomScalar();
  const prefix = `majma|share-check|${GROUP}|${elements[0]}|${share.number}|`;
  const value = challenge(prefix, [power(generator, nonce)]);
  return JSON.stringify({
    number: share.number,
    challenge: String(value),
    response: String(scalar(nonce - share.value * value)),
  });
}

/** g^f(number), from the commitments alone. */
function publicShare(number, elements) {
  return elements.map((element, i) => powerOnce(element, scalar(BigInt(number) ** BigInt(i)))).reduce(multiply, 1n);
}

/** The key from different shares, each checked by `verifyShare` before. Error 'share-count', 'share-wrong'. */
export function rebuildKey(shares, elements) {
  const known = new Map(shares.map(({ number, value }) => [BigInt(number), value]));
  if (known.size < elements.length) throw stop('share-count');
  const points = [...known.keys()].slice(0, elements.length);
  const secret = scalar(points.reduce((sum, point) => sum + known.get(point) * weight(point, points), 0n));
  if (power(generator, secret) !== elements[0]) throw stop('share-wrong');
  return secret;
}

/** The text of a sheet: 80 characters, five rows that each check themselves. */
export function encodeShare({ number, threshold, print, value }) {
  const body = [VERSION, threshold, number, ...fromHex(print), ...toBytes(value, 32)];
  const rows = Array.from({ length: ROWS }, (_, i) => body.slice(i * ROW_SIZE, (i + 1) * ROW_SIZE));
  return rows.map((row, i) => base32([...row, rowCheck(i + 1, row)])).join('');
}

/** @returns {Share} of a typed or scanned text; Error 'share-text', with `row` where one row has a mistake */
export function decodeShare(text) {
  const plain = plainText(text);
  if (!isWhole(plain)) mistake(0);
  const body = Array.from({ length: ROWS }, (_, i) =>
    readRow(plain.slice(i * ROW_LENGTH, (i + 1) * ROW_LENGTH), i + 1),
  ).flat();
  const value = fromBytes(body.slice(-32));
  const [version, threshold, number] = body;
  if (
    version !== VERSION ||
    value !== scalar(value) ||
    number < 1 ||
    number > MOST_SHARES ||
    threshold < LEAST_THRESHOLD
  )
    mistake(1);
  return { number, threshold, print: toHex(body.slice(3, 3 + PRINT_SIZE)), value };
}

/** The characters of a typed text. Numbers of rows («1.») are taken out only where it is no sheet with them. */
function plainText(text) {
  const visible = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const [whole, bare] = [visible, visible.replace(LABEL, '')].map((one) =>
    one.replace(/[\s\p{Pd}]/gu, '').toUpperCase(),
  );
  return isWhole(whole) ? whole : bare;
}

function isWhole(plain) {
  return plain.length === ROWS * ROW_LENGTH && [...plain].every((character) => ALPHABET.includes(character));
}

function readRow(text, place) {
  const bytes = fromBase32(text);
  const row = bytes.slice(0, ROW_SIZE);
  if (bytes[ROW_SIZE] !== rowCheck(place, row)) mistake(place);
  return row;
}

function mistake(row) {
  throw stop(row ? 'share-row' : 'share-text', { row });
}

function rowCheck(place, row) {
  return sha256Bytes([...new TextEncoder().encode(`share|${place}|`), ...row])[0];
}

function keyPrint(publicKey) {
  return toHex([...sha256Bytes(new TextEncoder().encode(`share|${GROUP}|${publicKey}`))].slice(0, PRINT_SIZE));
}

/** Lagrange's weight of the value at `point` in the value at 0. */
function weight(point, points) {
  const others = points.filter((other) => other !== point);
  const numerator = others.reduce((product, other) => scalar(product * other), 1n);
  const denominator = others.reduce((product, other) => scalar(product * (other - point)), 1n);
  return scalar(numerator * inverse(denominator));
}

/** By Fermat: the order of the group is prime. */
function inverse(value) {
  let result = 1n;
  let base = value;
  for (let rest = scalar(-2n); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = scalar(result * base);
    base = scalar(base * base);
  }
  return result;
}

function base32(bytes) {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits
    .match(/.{5}/g)
    .map((five) => ALPHABET[Number.parseInt(five, 2)])
    .join('');
}

function fromBase32(text) {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('');
  return bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
}

function toHex(bytes) {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text) {
  return text.match(/../g).map((byte) => Number.parseInt(byte, 16));
}
