// A passphrase however a keyboard spells it (SPEC, "Key files"), as ballots/passphrase.py has it: same words, same key.

const LETTERS = {
  '\u064a': '\u06cc',
  '\u0649': '\u06cc',
  '\u0643': '\u06a9',
  '\u06d5': '\u0647',
  '\u06c0': '\u0647\u0654',
};
const UNSEEN = /\u200d|[\u00ad\u0640\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const SPACES = /[\t-\r\x1c-\x20\x85\u1680\u180e\u200c\u2028\u2029]+/g;

/** The one spelling that is sealed with. */
export function folded(typed) {
  return typed
    .normalize('NFKC')
    .replace(/[\u064a\u0649\u0643\u06d5\u06c0]/g, (letter) => LETTERS[letter])
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(UNSEEN, '')
    .replace(SPACES, ' ')
    .replace(/^ | $/g, '');
}

/** What is tried to open with: the one spelling, and what earlier programs may have sealed with. */
export function spellings(typed) {
  const one = folded(typed);
  const tried = [one, typed.normalize('NFKC')];
  if (/[^\0-\x7f]/.test(one)) {
    tried.push(one.replace(/[0-9]/g, (digit) => String.fromCharCode(0x06f0 + Number(digit))));
  }
  return [...new Set(tried)];
}
