// Where a trustee's page has its records and tests from, and where it gives what it made: the office's server.

import { load, send } from './sending.js';
import { tell } from './screen.js';
import { verifyWithWorkers } from './verifier.js';

const heard = { uncertain: () => tell('unknown') };

/** @param {DOMStringMap} addresses @param {string} secret of the invitation, posted and never shown */
export function officeDesk(addresses, secret) {
  const give = (address, body) => send(address, { secret, ...body }, heard);
  return {
    verify: verifyWithWorkers,
    record: () => load(addresses.record, heard),
    nonce: async () => (await give(addresses.test, {})).nonce,
    key: async (text) => (await give(addresses.key, { public_key: text })).receipt,
    reserve: (number, text) => give(addresses.reserve, { number: String(number), public_key: text }),
    answer: (text) => give(addresses.check, { answer: text }),
    handIn: (text) => give(addresses.decryption, { hand_in: text }),
    commitments: (text, shares, reserve) =>
      give(addresses.backup, { commitments: text, shares: String(shares), reserve: String(reserve) }),
  };
}
