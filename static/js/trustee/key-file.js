// A key file sealed with a passphrase (SPEC, "Key files"): scrypt and AES-256-GCM, the same bytes as in Python.
// In plain script, because crypto.subtle is missing where a hall's network has no https.

import { gcm } from '../../vendor/noble-ciphers-2.4.0/aes.js';
import { scryptAsync } from '../../vendor/noble-hashes-2.4.0/scrypt.js';
import { fromBytes, scalar, toBytes } from '../protocol/group.js';
import { hashHex } from '../protocol/hash.js';
import { fresh } from '../protocol/random.js';
import { publicHalf } from './key.js';
import { folded, spellings } from './passphrase.js';
import { stop } from './stop.js';

export const LEAST_PASSPHRASE = 10;

const KIND = 'majma trustee key';
const VERSION = 2;
const OLD_VERSION = 1;
const COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const MOST_BYTES = 2000;
const utf8 = new TextEncoder();

/** @typedef {{print: string, election: ?string, head: ?string}} Use what a key was used for; null before it is known */

/** @returns {Promise<string>} the text of the file; `election` and `head` say what the key was used for */
export async function sealKey(secret, passphrase, { election = null, head = null } = {}) {
  const print = publicPrint(publicHalf(secret));
  const [salt, nonce] = [fresh(16), fresh(12)];
  const bound = utf8.encode(boundTo({ version: VERSION, print, election, head }));
  const sealed = gcm(await derive(folded(passphrase), salt), nonce, bound).encrypt(toBytes(secret, 32));
  return write({ version: VERSION, print, election, head, salt, nonce, sealed });
}

/** @returns {Promise<Use & {secret: bigint}>} the key and its use; Error 'key-file' or 'key-passphrase' */
export async function openKeyFile(text, passphrase) {
  const file = parse(text);
  const raw = await open(file, passphrase);
  const secret = scalar(fromBytes(raw));
  if (publicPrint(publicHalf(secret)) !== file.print) throw stop('key-file');
  return { secret, print: file.print, election: file.election, head: file.head };
}

/** An office's key from before it was a key file: salt, nonce, sealed; its passphrase was taken as it was typed. */
export async function openEarlierKey(raw, passphrase) {
  const [salt, nonce, sealed] = [raw.slice(0, 16), raw.slice(16, 28), raw.slice(28)];
  const opener = gcm(await derive(passphrase, salt), nonce);
  try {
    const secret = scalar(BigInt(JSON.parse(new TextDecoder().decode(opener.decrypt(sealed)))));
    return { secret, print: publicPrint(publicHalf(secret)), election: null, head: null };
  } catch {
    throw stop('key-passphrase');
  }
}

async function open(file, passphrase) {
  for (const spelling of spellings(passphrase)) {
    const opener = gcm(await derive(spelling, file.salt), file.nonce, utf8.encode(boundTo(file)));
    try {
      return opener.decrypt(file.sealed);
    } catch {} // another spelling, or another passphrase
  }
  throw stop('key-passphrase');
}

/** The 16 hexadecimal digits by which a key file names its public key (base 10). */
export function publicPrint(publicKey) {
  return hashHex(publicKey).slice(0, 16);
}

function boundTo({ version, print, election, head }) {
  return version === OLD_VERSION ? print : `${print}|${election ?? ''}|${head ?? ''}`;
}

function write({ version, print, election, head, salt, nonce, sealed }) {
  return JSON.stringify({
    kind: KIND,
    version,
    key_print: print,
    ...(election === null ? {} : { election }),
    ...(head === null ? {} : { head }),
    salt: base64(salt),
    nonce: base64(nonce),
    sealed: base64(sealed),
  });
}

function parse(text) {
  try {
    if (text.length > MOST_BYTES) throw new RangeError('too long');
    const said = JSON.parse(text.trim());
    const { kind, version, key_print: print, election = null, head = null } = said;
    const [salt, nonce, sealed] = [said.salt, said.nonce, said.sealed].map(bytes);
    const file = { version, print, election, head, salt, nonce, sealed };
    const sizes = [salt.length, nonce.length, sealed.length].join();
    const known = version === VERSION || (version === OLD_VERSION && election === null && head === null);
    if (kind !== KIND || !known || sizes !== '16,12,48' || write(file) !== text.trim()) throw new RangeError('other');
    return file;
  } catch {
    throw stop('key-file');
  }
}

function derive(passphrase, salt) {
  return scryptAsync(utf8.encode(passphrase), salt, COST);
}

function base64(raw) {
  return btoa(String.fromCharCode(...raw));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
