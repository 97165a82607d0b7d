// A key file sealed with a passphrase (SPEC, "Key files"): scrypt and AES-256-GCM, the same bytes as in Python.
// In plain script, because crypto.subtle is missing where a hall's network has no https.

import { gcm } from '../../vendor/noble-ciphers-2.4.0/aes.js';
import { scryptAsync } from '../../vendor/noble-hashes-2.4.0/scrypt.js';
import { fromBytes, scalar, toBytes } from '../booth/group.js';
import { hashHex } from '../booth/hash.js';
import { fresh } from '../booth/random.js';
import { publicHalf } from './key.js';

export const LEAST_PASSPHRASE = 10;

const KIND = 'majma trustee key';
const VERSION = 1;
const COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const MOST_BYTES = 2000;
const utf8 = new TextEncoder();

/** @returns {Promise<string>} the text of the file */
export async function sealKey(secret, passphrase) {
  const print = publicPrint(publicHalf(secret));
  const [salt, nonce] = [fresh(16), fresh(12)];
  const sealed = gcm(await derive(passphrase, salt), nonce, utf8.encode(print)).encrypt(toBytes(secret, 32));
  return JSON.stringify({ kind: KIND, version: VERSION, key_print: print, salt: base64(salt), nonce: base64(nonce),
    sealed: base64(sealed) });
}

/** @returns {Promise<bigint>} the key; Error 'key-file' or 'key-passphrase' */
export async function openKeyFile(text, passphrase) {
  const file = parse(text);
  let raw;
  try {
    raw = gcm(await derive(passphrase, file.salt), file.nonce, utf8.encode(file.print)).decrypt(file.sealed);
  } catch {
    throw new Error('key-passphrase');
  }
  const secret = scalar(fromBytes(raw));
  if (publicPrint(publicHalf(secret)) !== file.print) throw new Error('key-file');
  return secret;
}

/** The 16 hexadecimal digits by which a key file names its public key (base 10). */
export function publicPrint(publicKey) {
  return hashHex(publicKey).slice(0, 16);
}

function parse(text) {
  try {
    if (text.length > MOST_BYTES) throw new RangeError('too long');
    const { kind, version, key_print: print, salt, nonce, sealed } = JSON.parse(text.trim());
    if (kind !== KIND || version !== VERSION) throw new RangeError('another kind');
    const file = { print, salt: bytes(salt), nonce: bytes(nonce), sealed: bytes(sealed) };
    if (file.salt.length !== 16 || file.nonce.length !== 12 || file.sealed.length !== 48) throw new RangeError('length');
    return file;
  } catch {
    throw new Error('key-file');
  }
}

function derive(passphrase, salt) {
  return scryptAsync(utf8.encode(passphrase.normalize('NFKC')), salt, COST);
}

function base64(data) {
  return btoa(String.fromCharCode(...data));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
