// The group BELENIOS-2048 (SPEC, "Group"): constants, powers of fixed bases, random scalars.
// Elements and scalars are BigInt; the modulus is known to this file only.

import { fresh } from './random.js';

const P = BigInt(
  '0xa3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c' +
    '06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1' +
    '07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4' +
    '6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a' +
    '0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730' +
    '1e59e0e6351e051ed9cec4157646e64f',
);
const G = BigInt(
  '0x1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31' +
    'd9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8' +
    '643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c' +
    '1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f' +
    '22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0' +
    '41e1c91fe3823f4bcf284308f1d7e653',
);
const Q = 0xadb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491n;

export const GROUP = 'BELENIOS-2048';

const RADIX_BITS = 6;
const RADIX = 1 << RADIX_BITS;
const WINDOWS = Math.ceil(256 / RADIX_BITS);
const OFFSET = Array.from({ length: WINDOWS }, (_, i) => 1n << BigInt(RADIX_BITS * i)).reduce((a, b) => a + b);

/** Reduce any integer to a scalar 0..q-1. */
export function scalar(value) {
  const rest = value % Q;
  return rest < 0n ? rest + Q : rest;
}

/** A scalar from 48 bytes of a source, by default the device's own, reduced (bias below 2^-128). */
export function randomScalar(random = fresh) {
  return fromBytes(random(48)) % Q;
}

/** Big-endian bytes as a number. */
export function fromBytes(bytes) {
  let hex = '0x';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** A number in that many bytes, big-endian. */
export function toBytes(number, size) {
  const hex = number.toString(16).padStart(2 * size, '0');
  return Uint8Array.from({ length: size }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

export function multiply(a, b) {
  return (a * b) % P;
}

/**
 * Powers of one base, prepared. Digit d of window i stands for base^((d+1) * 64^i), so that no entry
 * is 1 and every power costs the same 43 full products whatever the exponent; `start` takes the
 * surplus away again.
 */
export function makeTable(base) {
  const rows = [];
  let step = base;
  for (let i = 0; i < WINDOWS; i += 1) {
    const row = [step];
    for (let d = 1; d < RADIX; d += 1) row.push(multiply(row[d - 1], step));
    rows.push(row);
    step = row[RADIX - 1];
  }
  const table = { rows, start: 1n };
  table.start = power(table, scalar(-2n * OFFSET));
  return table;
}

/** base^exponent for a prepared base; exponent 0..2^258-1. */
export function power(table, exponent) {
  let product = table.start;
  let rest = exponent;
  for (const row of table.rows) {
    product = (product * row[Number(BigInt.asUintN(RADIX_BITS, rest))]) % P;
    rest >>= BigInt(RADIX_BITS);
  }
  return product;
}

/** base^exponent for a base used once or twice: four bits at a time. */
export function powerOnce(base, exponent) {
  const small = [1n, base];
  for (let d = 2; d < 16; d += 1) small.push(multiply(small[d - 1], base));
  let product = 1n;
  for (let shift = 252n; shift >= 0n; shift -= 4n) {
    for (let i = 0; i < 4; i += 1) product = multiply(product, product);
    product = multiply(product, small[Number((exponent >> shift) & 15n)]);
  }
  return product;
}

/** The table of the generator. */
export function generatorTable() {
  return makeTable(G);
}

/** The generator times `element` and `element` itself: both are always worked out (equal work). */
export function timesGenerator(element, mark) {
  const both = [element, multiply(element, G)];
  return both[mark];
}

/** A canonical decimal text as a member of the group; RangeError otherwise. */
export function decodeElement(text) {
  const element = decodeNumber(text, P);
  if (element === 0n || powerOnce(element, Q) !== 1n) throw new RangeError('element-not-in-group');
  return element;
}

/** A canonical decimal text as a scalar; RangeError otherwise. */
export function decodeScalar(text) {
  return decodeNumber(text, Q);
}

function decodeNumber(text, bound) {
  if (typeof text !== 'string' || text.length > 617 || !/^(0|[1-9][0-9]*)$/.test(text)) {
    throw new RangeError('number-format');
  }
  const number = BigInt(text);
  if (number >= bound) throw new RangeError('number-out-of-range');
  return number;
}
