// A voting slip as it reaches the booth: in the address of its QR code, or typed by hand.

import { LENGTH, fault, group, tidy } from '../protocol/credential.js';
import { decodeDigits } from '../protocol/digits.js';
import { ungrouped } from '../protocol/short.js';

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
 * What was typed: a credential with or without dashes, its thirty digits, or the whole address as a hand scanner types it.
 * @param {string} electionId public id of the election of this page
 */
export function readTyped(text, electionId) {
  const address = text.trim();
  const hash = address.indexOf('#');
  if (hash < 0) return isDigits(address) ? finishDigits(address) : finish(null, address);
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
