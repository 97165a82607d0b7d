// The key that the office keeps: made and sealed in this page, opened and used in this page. The server keeps the sealed
// file and takes the decryption; neither the key nor its passphrase goes there.

import { LEAST_PASSPHRASE, openEarlierKey, openKeyFile, sealKey } from './key-file.js';
import { makeKey, publicHalf, trusteeKeyText } from './key.js';
import { folded } from './passphrase.js';
import { listen, nextFrame, tell } from './screen.js';
import { load, send } from './sending.js';
import { stop } from './stop.js';
import { decryptSums } from './use-step.js';
import { verifyWithWorkers } from './verifier.js';

const root = document.getElementById('trustee');
const settings = root?.dataset;
const heard = { uncertain: () => tell('unknown') };

async function make({ target }) {
  const [passphrase, again] = [target.elements.passphrase.value, target.elements.again.value];
  if ([...folded(passphrase)].length < LEAST_PASSPHRASE) throw stop('passphrase-short');
  if (passphrase !== again) throw stop('passphrase-differs');
  tell('sealing');
  await nextFrame();
  const { secret } = makeKey();
  const sealed = await sealKey(secret, passphrase);
  await send(settings.keep, { public_key: trusteeKeyText(secret, settings.name), sealed }, heard);
  location.assign(settings.done);
}

async function use({ target }) {
  tell('opening');
  await nextFrame();
  const key = await open(await load(settings.sealed, heard), target.elements.passphrase.value);
  await decryptSums(
    { ...key, publicKey: publicHalf(key.secret) },
    { source: 'office' },
    {
      name: () => settings.name,
      desk: {
        verify: verifyWithWorkers,
        record: () => load(settings.record, heard),
        handIn: (text) => send(settings.decryption, { hand_in: text }, heard),
      },
    },
  );
  location.assign(settings.done);
}

function open(bytes, passphrase) {
  return bytes[0] === '{'.charCodeAt(0)
    ? openKeyFile(new TextDecoder().decode(bytes), passphrase)
    : openEarlierKey(bytes, passphrase);
}

listen('office-make', 'submit', make);
listen('office-use', 'submit', use);
if (root) root.hidden = false;
