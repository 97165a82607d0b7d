// For a key that is made and used by command on another computer: take what the commands made for the office.
// A key file that is chosen by mistake is refused here and sent nowhere.

import { latin } from '../booth/words.js';
import { saveFile } from './save.js';

const MOST_BYTES = 2000000;

/** @returns {Record<string, (event: Event) => Promise<void>>} the acts of the part "files" */
export function fileActs({ settings, send, finish }) {
  return {
    async key({ target }) {
      await send(settings.key, { public_key: await chosenText(target, 'public_key') });
      finish('key-sent');
      showTest();
    },
    async test() {
      const { nonce } = await send(settings.test, {});
      saveFile(JSON.stringify({ nonce }), 'test.json');
    },
    async answer({ target }) {
      await send(settings.check, { answer: await chosenText(target, 'response') });
      finish('key-fits');
      part().hidden = false;
    },
    async commitments({ target }) {
      const shares = wholeNumber(target);
      await send(settings.backup, { commitments: await chosenText(target, 'commitments'), shares });
      finish('commitments-sent');
    },
    async decryption({ target }) {
      await send(settings.decryption, { decryption: await chosenText(target, 'decryption_factors') });
      finish('decrypted');
    },
  };
}

function part() {
  return document.querySelector('[data-part="files"]');
}

function showTest() {
  part().hidden = false;
  part().querySelector('[data-step="key"]').hidden = true;
  part().querySelector('[data-step="test"]').hidden = false;
}

function wholeNumber(form) {
  const text = latin(form.querySelector('input[inputmode=numeric]').value);
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error('number-missing');
  return text;
}

/** The text of the chosen file, when it is an object with this field. */
export async function chosenText(form, field) {
  const file = form.querySelector('input[type=file]').files[0];
  if (!file || file.size > MOST_BYTES) throw new Error('file-other');
  const text = (await file.text()).trim();
  let found = null;
  try { found = JSON.parse(text); } catch { /* said below */ }
  if (!found || typeof found !== 'object' || !(field in found)) throw new Error('file-other');
  return text;
}
