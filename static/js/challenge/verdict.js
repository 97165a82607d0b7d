// What this device found, told to the board: by the key that only who opened the ballot can work out.

import { verdictKey } from '../protocol/opening.js';

/** @returns {Promise<'counted'|'unknown'|'lost'>} unknown: the board noted no such test; lost: it is not there */
export async function tellBoard(address, { tracker, seed, agrees }) {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ tracker, key: verdictKey(seed), found: agrees ? 'agrees' : 'differs' }),
      credentials: 'omit',
    });
    if (answer.ok) return 'counted';
    return answer.status === 404 ? 'unknown' : 'lost';
  } catch {
    return 'lost';
  }
}
