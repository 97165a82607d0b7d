// A new key, sealed with a passphrase, and two in reserve for a second round where they are wanted: saved, read back, sent.

import { digits, say } from '../page/words.js';
import { LEAST_PASSPHRASE, openKeyFile, sealKey } from './key-file.js';
import { makeKey, trusteeKeyText } from './key.js';
import { folded } from './passphrase.js';
import { printOf } from './print.js';
import { saveFile } from './save.js';
import { nextFrame, reveal, tell } from './screen.js';
import { stop } from './stop.js';

const files = document.getElementById('key-files');
const row = document.getElementById('key-file-row');

/** @typedef {{secret: bigint, publicKey: string, reserve: number, file?: string}} Made reserve 0 is the key itself */

/**
 * @param {object} options
 * @param {object} options.desk where the public halves go
 * @param {() => string} options.name the trustee's own
 * @param {string} options.mark stands in the names of files
 * @param {(keys: Made[], receipt: ?string) => void} options.done
 */
export function makeStep({ desk, name, mark, most, done }) {
  /** @type {Made[]} */
  let made = [];

  async function make({ target }) {
    const [passphrase, again] = [...target.querySelectorAll('input[type=password]')].map((field) => field.value);
    if (!name()) throw stop('name-missing');
    if ([...folded(passphrase)].length < LEAST_PASSPHRASE) throw stop('passphrase-short');
    if (passphrase !== again) throw stop('passphrase-differs');
    tell('sealing');
    await nextFrame();
    const reserves = target.querySelector('input[type=checkbox]')?.checked ? most : 0;
    made = Array.from({ length: 1 + reserves }, (_, reserve) => ({ ...makeKey(), reserve }));
    for (const key of made) {
      key.file = await sealKey(key.secret, passphrase);
      await nextFrame();
    }
    tell('');
    list();
    reveal('save', { alone: true });
  }

  function list() {
    const waiting = new Set(made);
    files.replaceChildren(
      ...made.map((key) => {
        const copy = row.content.cloneNode(true).firstElementChild;
        copy.querySelector('[data-name]').textContent = key.reserve
          ? say('reserve-key', { number: key.reserve })
          : say('own-key');
        copy.querySelector('[data-print]').textContent = digits(printOf(key.publicKey));
        copy.querySelector('button').addEventListener('click', () => {
          saveFile(key.file, fileName(key.reserve));
          waiting.delete(key);
          if (!waiting.size) reveal('load-back');
        });
        return copy;
      }),
    );
  }

  function fileName(reserve) {
    return `trustee-key-${mark}${reserve ? `-reserve-${reserve}` : ''}.json`;
  }

  /** Only keys whose files were read back are sent: a lost file would lose the whole count. */
  async function loadBack({ target }) {
    const read = [];
    tell('opening');
    await nextFrame();
    for (const file of target.querySelector('input[type=file]').files) {
      read.push((await openKeyFile(await file.text(), target.querySelector('input[type=password]').value)).secret);
    }
    if (made.some(({ secret }) => !read.includes(secret)))
      throw stop(read.length ? 'key-not-read-back' : 'key-missing');
    tell('sending');
    const [own, ...reserves] = made.map(({ secret }) => trusteeKeyText(secret, name()));
    const receipt = await desk.key(own);
    for (const [i, text] of reserves.entries()) await desk.reserve(i + 1, text);
    for (const key of made) delete key.file;
    done(made, receipt);
  }

  return { make, loadBack, isWaiting: () => made.some(({ file }) => file) };
}
