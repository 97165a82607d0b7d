// Rebuild an absent trustee's key from opened envelopes, use it once under the rules of every key, and forget it.
// The key never leaves this page.

import { digits, latin, say } from '../page/words.js';
import { decodeShare, readCommitments, rebuildKey, verifyShare } from './backup.js';
import { chosenText } from './files.js';
import { HeadForm } from './head-form.js';
import { publicPrint } from './key-file.js';
import { publicHalf } from './key.js';
import { load, send } from './sending.js';
import { guarded, tell } from './screen.js';
import { stop } from './stop.js';
import { decryptSums } from './use-step.js';
import { verifyWithWorkers } from './verifier.js';

const settings = document.getElementById('trustee').dataset;
const form = document.getElementById('share-form');
const field = document.getElementById('share-text');
const list = document.getElementById('shares');
const finish = document.getElementById('finish-form');
const head = new HeadForm(finish.querySelector('[data-head]'));
const shares = new Map();
let commitments = null;

async function add() {
  const text = field.value; // the next sheet may be in the field before the commitments are here
  commitments ??= readCommitments(new TextDecoder().decode(await load(settings.commitments)));
  const share = decodeShare(text.slice(text.lastIndexOf('#') + 1));
  verifyShare(share, commitments);
  if (shares.has(share.number)) throw stop('share-twice', { number: share.number });
  shares.set(share.number, share);
  if (field.value === text) field.value = '';
  field.focus();
  count();
}

function count() {
  const need = Number(settings.threshold);
  list.replaceChildren(
    ...[...shares.keys()].map((number) => {
      const item = document.createElement('li');
      item.textContent = say('share-taken', { number });
      return item;
    }),
  );
  tell('shares-so-far', { count: shares.size, need: digits(need) });
  document.getElementById('finish').hidden = shares.size < need;
}

async function decrypt({ target }) {
  const given = await head.given();
  const secret = rebuildKey([...shares.values()], commitments);
  const publicKey = publicHalf(secret);
  const key = { secret, publicKey, print: publicPrint(publicKey), election: null, head: null };
  const numbers = [...shares.keys()].join(' ');
  await decryptSums(key, given, {
    name: () => settings.name,
    desk: {
      verify: verifyWithWorkers,
      record: () => load(settings.record),
      handIn: (text) => handOver(target, text, numbers),
    },
  });
}

/** The key was rebuilt by command on another computer: its decryption comes as a file. */
async function handIn({ target }) {
  const numbers = latin(target.elements.numbers.value)
    .split(/[^0-9]+/)
    .filter(Boolean)
    .join(' ');
  if (!numbers) throw stop('numbers-missing');
  await handOver(target, await chosenText(target, 'binding'), numbers);
}

async function handOver(target, text, numbers) {
  await send(
    settings.rebuilt,
    {
      hand_in: text,
      shares: numbers,
      second_name: target.elements.second_name.value,
      second_password: target.elements.second_password.value,
    },
    { uncertain: () => tell('unknown') },
  );
  shares.clear();
  head.end();
  location.assign(settings.done);
}

form.addEventListener('submit', guarded(add));
document.getElementById('hand-form').addEventListener('submit', guarded(handIn));
finish.addEventListener('submit', guarded(decrypt));
document.getElementById('trustee').hidden = false;
count();
