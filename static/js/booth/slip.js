// A voting slip as it reaches the booth: its code before a camera or a hand scanner, in an address, or typed by hand.

import { ofKeys } from '../page/scanned-keys.js';
import { LENGTH, fault, group, tidy } from '../protocol/credential.js';
import { decodeDigits } from '../protocol/digits.js';
import { ungrouped } from '../protocol/short.js';
import { PREFIX, readSlipCode } from '../protocol/slip-code.js';

/** Other codes of this house that people hold before the booth, by what their address or text looks like. */
const OTHERS = [
  [/^https?:\/\/[^/]+\/L\//i, 'scan-letter'],
  [/^https?:\/\/[^/]+\/I\//i, 'scan-invitation'],
  [/^[A-Z2-7]{208}$/, 'scan-receipt'],
  [/^https?:\/\/[^/]+\/[^#]*challenge\b/i, 'scan-test'],
  [/^majma (tracker|opening) /i, 'scan-test'],
];

/**
 * The part of a slip's address after '#': TOKEN.CREDENTIAL, or a credential alone.
 * @returns {{token: string|null, credential: string}|{fault: string}}
 */
export function readFragment(fragment) {
  const dot = fragment.indexOf('.');
  const token = dot < 0 ? null : fragment.slice(0, dot).toUpperCase();
  return finish(token, decodeURIComponentSafely(fragment.slice(dot + 1)));
}

/**
 * The text of a code that was read: a slip's, or what is wrong with it.
 * @param {string} electionId public id of the election of this page
 */
export function readScanned(text, electionId) {
  const plain = text.trim();
  const slip = readSlipCode(plain);
  if (slip) return slip;
  if (plain.startsWith(PREFIX)) return { fault: 'scan-damaged' };
  const other = OTHERS.find(([form]) => form.test(plain));
  if (other) return { fault: other[1] };
  return /^https?:\/\/[^/]+\/(..\/)?B\/[^#]+#./i.test(plain)
    ? readAddress(plain, electionId)
    : { fault: 'scan-unknown' };
}

/** The same of a hand scanner's keys, as a keyboard of the United States would have typed them. */
export function readKeys(text, electionId) {
  const said = ofKeys(text);
  return said === null ? { fault: 'scan-layout' } : readScanned(said, electionId);
}

/**
 * What was typed: a credential with or without dashes, its thirty digits, or a whole code or address.
 * @param {string} electionId public id of the election of this page
 */
export function readTyped(text, electionId) {
  const typed = text.trim();
  if (typed.startsWith(PREFIX)) return readScanned(typed, electionId);
  if (typed.includes('#')) return readAddress(typed, electionId);
  return isDigits(typed) ? finishDigits(typed) : finish(null, typed);
}

function readAddress(address, electionId) {
  const hash = address.indexOf('#');
  const id = address.slice(0, hash).split('/').filter(Boolean).pop() ?? '';
  if (id.toUpperCase() !== electionId.toUpperCase()) return { fault: 'slip-foreign' };
  return readFragment(address.slice(hash + 1));
}

function finish(token, text) {
  const tidied = tidy(text);
  const wrong = fault(tidied);
  return wrong ? { fault: wrong } : { token, credential: group(tidied) };
}

/** More digits than a code of letters has characters. */
function isDigits(text) {
  const plain = ungrouped(text);
  return plain.length > LENGTH && /^[0-9]+$/.test(plain);
}

function finishDigits(text) {
  const read = decodeDigits(text);
  return read.fault ? read : { token: null, credential: read.credential };
}

function decodeURIComponentSafely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
