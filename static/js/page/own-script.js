// A worker is the page's own script, loaded once more from its address. `integrity` binds the page's copy and has no
// counterpart for workers, so what that address gives is compared with it before a worker is told anything.

import { hashBase64 } from '../protocol/hash.js';
import { within } from './within.js';

const own = document.querySelector('script[defer][integrity]');

/**
 * Resolves when the address of the page's script gives the script that the page is bound to; throws script-mismatch.
 * A page that is kept as one file holds script and worker, and asks for neither.
 */
export async function checkOwnScript() {
  if (own === null) return;
  const bytes = await read(own.src);
  if (`sha256-${hashBase64(new Uint8Array(bytes))}=` !== own.integrity) throw new Error('script-mismatch');
}

/** The bytes, out of the browser's store where they are there: a worker is loaded from it, too. */
async function read(address) {
  for (;;) {
    try {
      const bytes = await within(async (signal) => {
        const response = await fetch(address, { credentials: 'same-origin', signal });
        return response.ok ? response.arrayBuffer() : null;
      });
      if (bytes) return bytes;
    } catch {
      /* no network and nothing in the store: ask again */
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 2000);
    });
  }
}
