// Whether the board noted this vote as a test, asked before any name is shown: what was noted can never be cast, and
// what was cast can never be noted (SPEC, "Challenge"). The public record ends at the last signed entry, the board not.

import { verdictKey } from '../protocol/opening.js';
import { post } from '../page/post.js';

const PATIENCE = 12000;

/** Throws Error 'opening-unnoted' where the board knows no such test, 'opening-unasked' where it gives no answer. */
export async function needNoted(address, { tracker, seed }) {
  const signal = AbortSignal.timeout(PATIENCE);
  const asked = post(address, { tracker, key: verdictKey(seed) }, { uncertain: () => {}, signal });
  const { ok, answer } = await asked.catch(() => {
    throw new Error('opening-unasked');
  });
  if (ok && answer.noted === true) return;
  throw new Error(answer.error === 'challenge-unknown' ? 'opening-unnoted' : 'opening-unasked');
}
