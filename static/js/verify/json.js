/**
 * JSON in its one spelling (SPEC 3.1) and within the limits of SPEC 3.5.
 *
 * A value is null, a boolean, a bigint, a string, an array, or a Map with the fields in the order in which they stand:
 * a plain object would put names that are numbers first. Faults are told in one order: size, long pieces, nesting,
 * UTF-8, then from the left to the right what is no JSON, a field that stands twice and a number that is not a whole
 * one, then half of a surrogate pair, then every spelling but the one. What a message must hold comes behind all that.
 */

import { Refusal } from './refusal.js';

const DEEPEST = 12;
const MOST_DIGITS = 18;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const SPACES = new Set([' ', '\t', '\n', '\r']);
const WORDS = /** @type {const} */ ([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const NO_NUMBERS = ['NaN', 'Infinity', '-Infinity'];
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const UNIT = /[0-9a-fA-F]{4}/y;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPED = /["\\\u0000-\u001f\u007f]/g;

/** @type {Record<string, string>} */
const LETTERS = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** @type {Record<string, string>} */
const SHORT = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** @typedef {null | boolean | bigint | string | Json[] | Map<string, Json>} Json */

/**
 * Read a message.
 *
 * @param {Uint8Array} bytes
 * @param {number} most bytes that the message may have
 * @param {number} [longest] bytes that a text, or what stands between two texts, may have
 * @returns {Json}
 */
export function readJson(bytes, most, longest = Infinity) {
  if (bytes.length > most) {
    throw new Refusal('encoding-too-large', `${bytes.length} bytes where at most ${most} are allowed`);
  }
  refuseLongPieces(bytes, longest);
  refuseDeepNesting(bytes);
  const text = decodeText(bytes);
  const value = new Parser(text).whole();
  if (writeJson(value) !== text) {
    throw new Refusal('encoding-not-canonical', 'the bytes differ from the one spelling of what they mean');
  }
  return value;
}

/**
 * The one spelling of a value.
 *
 * @param {Json} value
 * @returns {string}
 */
export function writeJson(value) {
  if (typeof value === 'string') {
    if (LONE.test(value)) {
      throw new Refusal('encoding-malformed', 'a text holds half of a surrogate pair');
    }
    return `"${value.replace(ESCAPED, (sign) => SHORT[sign] ?? escapeOf(sign))}"`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeJson).join(',')}]`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([name, part]) => `${writeJson(name)}:${writeJson(part)}`).join(',')}}`;
  }
  return String(value);
}

/** @param {string} sign */
const escapeOf = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function decodeText(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('encoding-malformed', 'the bytes are not UTF-8');
  }
}

/** @param {Uint8Array} bytes */
function refuseDeepNesting(bytes) {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      inText = !inText;
    } else if (inText) {
      at += Number(byte === BACKSLASH);
    } else if (OPEN.has(byte)) {
      depth += 1;
      if (depth > DEEPEST) {
        throw new Refusal('encoding-too-deep', `nested deeper than ${DEEPEST}`);
      }
    } else if (CLOSE.has(byte)) {
      depth -= 1;
    }
  }
}

/** @param {Uint8Array} bytes @param {number} longest */
function refuseLongPieces(bytes, longest) {
  let from = 0;
  while (from <= bytes.length && bytes.length > longest) {
    const quote = bytes.indexOf(QUOTE, from);
    const end = quote < 0 ? bytes.length : quote;
    if (end - from > longest) {
      throw new Refusal('encoding-too-large', `a text or a number has more than ${longest} bytes`);
    }
    from = end + 1;
  }
}

/** One pass over a text, from the left to the right. */
class Parser {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** @returns {Json} */
  whole() {
    this.space();
    const value = this.value();
    this.space();
    if (this.at !== this.text.length) {
      throw this.wrong();
    }
    return value;
  }

  wrong() {
    return new Refusal('encoding-malformed', `no JSON at character ${this.at}`);
  }

  space() {
    while (SPACES.has(this.text[this.at])) {
      this.at += 1;
    }
  }

  /** @returns {Json} */
  value() {
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case '[':
        return this.array();
      case '{':
        return this.object();
      default:
        return this.word();
    }
  }

  /** @returns {Json} */
  word() {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    if (NO_NUMBERS.some((word) => this.text.startsWith(word, this.at))) {
      throw new Refusal('encoding-number-format', 'a number is not a whole number');
    }
    return this.number();
  }

  /** @returns {bigint} */
  number() {
    const found = this.match(NUMBER);
    if (!found) {
      throw this.wrong();
    }
    const [digits, fraction, exponent] = found;
    if (fraction || exponent) {
      throw new Refusal('encoding-number-format', 'a number is not a whole number');
    }
    if (digits.startsWith('-') || digits.length > MOST_DIGITS) {
      throw new Refusal('encoding-number-format', 'a number is negative or too long');
    }
    return BigInt(digits);
  }

  /** @returns {string} */
  string() {
    this.at += 1;
    let read = '';
    for (;;) {
      read += /** @type {RegExpExecArray} */ (this.match(PLAIN))[0];
      const sign = this.text[this.at];
      this.at += 1;
      if (sign === '"') {
        return read;
      }
      if (sign !== '\\') {
        throw this.wrong();
      }
      read += this.escape();
    }
  }

  escape() {
    const letter = this.text[this.at];
    this.at += 1;
    if (letter === 'u') {
      const unit = this.match(UNIT);
      if (!unit) {
        throw this.wrong();
      }
      return String.fromCharCode(Number.parseInt(unit[0], 16));
    }
    if (letter === undefined || !Object.hasOwn(LETTERS, letter)) {
      throw this.wrong();
    }
    return LETTERS[letter];
  }

  /** @returns {Json[]} */
  array() {
    /** @type {Json[]} */
    const values = [];
    this.list(']', () => values.push(this.value()));
    return values;
  }

  /** @returns {Map<string, Json>} */
  object() {
    /** @type {Map<string, Json>} */
    const fields = new Map();
    let twice = false;
    this.list('}', () => {
      if (this.text[this.at] !== '"') {
        throw this.wrong();
      }
      const name = this.string();
      this.space();
      this.sign(':');
      this.space();
      twice ||= fields.has(name);
      fields.set(name, this.value());
    });
    if (twice) {
      throw new Refusal('encoding-duplicate-key', 'an object names a field twice');
    }
    return fields;
  }

  /**
   * Read parts up to the sign that ends them.
   *
   * @param {string} end
   * @param {() => void} part
   */
  list(end, part) {
    this.at += 1;
    this.space();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      part();
      this.space();
      if (this.text[this.at] === end) {
        this.at += 1;
        return;
      }
      this.sign(',');
      this.space();
    }
  }

  /** @param {string} expected */
  sign(expected) {
    if (this.text[this.at] !== expected) {
      throw this.wrong();
    }
    this.at += 1;
  }

  /** @param {RegExp} pattern a sticky one */
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at = found ? pattern.lastIndex : this.at;
    return found;
  }
}
