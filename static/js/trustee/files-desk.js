// The same for the page that is kept as a file: records and tests are chosen as files, what was made is saved as files.

import { verifyRecord } from '../verify/index.js';
import { saveFile } from './save.js';
import { stop } from './stop.js';

export function filesDesk() {
  return {
    verify: verifyRecord,
    record: async () => new Uint8Array(await chosen('record').arrayBuffer()),
    nonce: async () => nonceOf(await chosen('test').text()),
    key: async (text) => saveFile(text, 'public.json'),
    reserve: async (number, text) => saveFile(text, `public-reserve-${number}.json`),
    answer: async (text) => saveFile(text, 'answer.json'),
    handIn: async (text) => saveFile(text, 'decryption.json'),
    commitments: async (text, _shares, reserve) =>
      saveFile(text, reserve ? `commitments-reserve-${reserve}.json` : 'commitments.json'),
  };
}

/** The file in a field of this kind, in the section that is being worked in. */
function chosen(kind) {
  const fields = [...document.querySelectorAll(`input[data-file="${kind}"]`)].filter((field) => field.files[0]);
  if (!fields.length) throw stop(`${kind}-missing`);
  return fields.at(-1).files[0];
}

function nonceOf(text) {
  try {
    return JSON.parse(text).nonce;
  } catch {
    throw stop('test-missing');
  }
}
