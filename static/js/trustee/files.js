// For a key that is made and used by command on another computer: take what the commands made for the office.
// A key file that is chosen by mistake is refused here and sent nowhere.

import { latin } from '../page/words.js';
import { offerReceipt } from './receipt.js';
import { saveFile } from './save.js';
import { finish, part } from './screen.js';
import { stop } from './stop.js';

const MOST_BYTES = 20000000;
const WHICHEVER = 'any'; // check values begin with the public key that they are of

/** @returns {Record<string, (event: Event) => Promise<void>>} the acts of the part "files" */
export function fileActs(desk) {
  return {
    async key({ target }) {
      const receipt = await desk.key(await chosenText(target, 'public_key'));
      finish('key-sent');
      offerReceipt(receipt);
      part('files').querySelector('[data-step="key"]').hidden = true;
      part('files').querySelector('[data-step="backup"]').hidden = false;
      goOn();
    },
    async reserve({ target }) {
      const number = target.querySelector('select').value;
      await desk.reserve(number, await chosenText(target, 'public_key'));
      finish('reserve-sent');
      goOn();
    },
    async test() {
      saveFile(JSON.stringify({ nonce: await desk.nonce() }), 'test.json');
    },
    async answer({ target }) {
      await desk.answer(await chosenText(target, 'response'));
      finish('key-found');
      part('files').hidden = false;
    },
    async commitments({ target }) {
      const shares = wholeNumber(target);
      await desk.commitments(await chosenText(target, 'commitments'), shares, WHICHEVER);
      finish('commitments-sent');
      goOn();
    },
    async handIn({ target }) {
      await desk.handIn(await chosenText(target, 'binding'));
      finish('decrypted');
    },
  };
}

/** Several keys may be handed in one after another, and the check values of each. */
function goOn() {
  part('files').hidden = false;
}

function wholeNumber(form) {
  const text = latin(form.querySelector('input[inputmode=numeric]').value);
  if (!/^[0-9]{1,9}$/.test(text)) throw stop('number-missing');
  return text;
}

/** The text of the chosen file, when it is an object with this field. */
export async function chosenText(form, field) {
  const file = form.querySelector('input[type=file]').files[0];
  if (!file || file.size > MOST_BYTES) throw stop('file-other');
  const text = (await file.text()).trim();
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    /* said below */
  }
  if (!found || typeof found !== 'object' || !(field in found)) throw stop('file-other');
  return text;
}
