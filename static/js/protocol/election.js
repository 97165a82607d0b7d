// An election description as received (SPEC, "Election"). Its bytes are hashed as they came.

import { GROUP, decodeElement } from './group.js';
import { hashBase64 } from './hash.js';

/**
 * @param {Uint8Array} bytes exactly as served
 * @param {string} expected the fingerprint shown to everybody
 * @returns {{uuid: string, fingerprint: string, publicKey: bigint, questions: object[]}}
 * @throws {Error} whose message is a stable code
 */
export function openElection(bytes, expected) {
  const fingerprint = hashBase64(bytes);
  if (fingerprint !== expected) throw new Error('election-fingerprint');
  const raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (raw.version !== 1) throw new Error('election-version');
  if (raw.group !== GROUP) throw new Error('election-group');
  return {
    uuid: raw.uuid,
    fingerprint,
    publicKey: decodeElement(raw.public_key),
    questions: raw.questions.map((question) => ({
      text: question.question,
      answers: question.answers,
      minimum: question.min,
      maximum: question.max,
      blank: question.blank === true,
    })),
  };
}
