// Who holds a slip's secret (SPEC, "The slip's vote"): shown before the board tells a tracker that it does not show yet.

import { proveSecret } from './proofs.js';

/** @returns {{challenge: string, response: string}} for the public credential, base 10, of that secret */
export function proveHolder(g, fingerprint, credential, secret) {
  return proveSecret(g, `majma|holder|1|${fingerprint}|${credential}|`, secret);
}
