// Sources of random bytes: the device's own, and one that a seed decides (SPEC, "Challenge").

import { sha256 } from '../../vendor/noble-hashes-2.4.0/sha2.js';

export const SEED_SIZE = 16;

/** @typedef {(count: number) => Uint8Array} Random */

/** Bytes of the device. Works in insecure contexts too. */
export function fresh(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Bytes that the seed decides: SHA-256("ballot|" seed counter), counter in 4 bytes from 0. */
export function seeded(seed) {
  const block = new Uint8Array([...new TextEncoder().encode('ballot|'), ...seed, 0, 0, 0, 0]);
  const counter = new DataView(block.buffer, block.length - 4);
  let rest = new Uint8Array();
  return (count) => {
    while (rest.length < count) {
      const next = sha256(block);
      counter.setUint32(0, counter.getUint32(0) + 1);
      rest = new Uint8Array([...rest, ...next]);
    }
    const taken = rest.slice(0, count);
    rest = rest.slice(count);
    return taken;
  };
}
