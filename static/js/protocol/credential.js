// Voting credentials (SPEC, "Credential"): 14 Base58 characters and a check character in groups of three.

import { pbkdf2 } from '../../vendor/noble-hashes-2.4.0/pbkdf2.js';
import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';
import { fromBytes, power, scalar } from './group.js';

export const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
export const LENGTH = 15;

/** Characters people read for one another: these four are never printed on a slip. */
const LOOKALIKES = { 0: 'o', O: 'o', l: '1', I: '1' };

/** What was typed without dashes, spaces and marks, digits of any script made Latin. */
export function tidy(text) {
  return text
    .normalize('NFKC')
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\s\p{Pd}\p{Cf}\p{Mn}_.\u2212\u0640]/gu, '')
    .replace(/[0OlI]/g, (character) => LOOKALIKES[character]);
}

/** XXX-XXX-XXX-XXX-XXX of any tidy text, also while it is still being typed. */
export function group(tidied) {
  return (tidied.match(/.{1,3}/gsu) ?? []).join('-');
}

/**
 * Say what is wrong with a tidy text.
 * @returns {'credential-foreign-letters'|'credential-length'|'credential-checksum'|null}
 */
export function fault(tidied) {
  const characters = [...tidied];
  if (characters.some((character) => !ALPHABET.includes(character))) return 'credential-foreign-letters';
  if (characters.length !== LENGTH) return 'credential-length';
  return checkCharacter(tidied.slice(0, LENGTH - 1)) === tidied[LENGTH - 1] ? null : 'credential-checksum';
}

/** The fifteenth character, of the fourteen before it. */
export function checkCharacter(body) {
  let value = 0n;
  for (const character of body) value = value * 58n + BigInt(ALPHABET.indexOf(character));
  return ALPHABET[53 - Number(value % 53n)];
}

/** The secret scalar of a credential in its dashed form. */
export function deriveSecret(credential, uuid) {
  return scalar(fromBytes(pbkdf2(sha256, credential, uuid, { c: 1000, dkLen: 32 })));
}

/** The public half, base 10. */
export function publicCredential(g, secret) {
  return String(power(g, secret));
}
