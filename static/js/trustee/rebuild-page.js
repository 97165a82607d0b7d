// Rebuild an absent trustee's key from opened envelopes, use it once, and forget it. The key never leaves this page.

import { hashBase64 } from '../booth/hash.js';
import { post } from '../booth/post.js';
import { digits, known, latin, say } from '../booth/words.js';
import { decodeShare, readCommitments, rebuildKey, verifyShare } from './backup.js';
import { partialDecryption } from './decryption.js';
import { chosenText } from './files.js';

const settings = document.getElementById('rebuild').dataset;
const form = document.getElementById('share-form');
const field = document.getElementById('share-text');
const list = document.getElementById('shares');
const problem = document.getElementById('rebuild-problem');
const state = document.getElementById('rebuild-state');
const finish = document.getElementById('finish-form');
const shares = new Map();
let commitments = null;

async function add() {
  const text = field.value; // the next sheet may be in the field before the commitments are here
  commitments ??= readCommitments(await (await fetch(settings.commitments)).text());
  const share = decodeShare(text.slice(text.lastIndexOf('#') + 1));
  verifyShare(share, commitments);
  if (shares.has(share.number)) throw Object.assign(new Error('share-twice'), { values: { number: share.number } });
  shares.set(share.number, share);
  if (field.value === text) field.value = '';
  field.focus();
  tell();
}

function tell() {
  const need = commitments.length;
  list.replaceChildren(...[...shares.keys()].map((number) => {
    const item = document.createElement('li');
    item.textContent = say('share-taken', { number });
    return item;
  }));
  state.textContent = say('shares-so-far', { count: shares.size, need });
  document.getElementById('finish').hidden = shares.size < need;
}

async function decrypt({ target }) {
  const secret = rebuildKey([...shares.values()], commitments);
  if (hashBase64(await raw(settings.election)) !== settings.fingerprint) throw new Error('election-fingerprint');
  const tally = JSON.parse(new TextDecoder().decode(await raw(settings.encryptedTally)));
  const decryption = await partialDecryption(secret, settings.fingerprint, tally, async (done, all) => {
    state.textContent = say('decrypting', { done, all });
    await new Promise((resolve) => { setTimeout(resolve); });
  });
  await send(target, decryption, [...shares.keys()].join(' '));
}

/** The key was rebuilt by command on another computer: its decryption comes as a file. */
async function handIn({ target }) {
  const numbers = latin(target.elements.numbers.value).split(/[^0-9]+/).filter(Boolean).join(' ');
  if (!numbers) throw new Error('numbers-missing');
  await send(target, await chosenText(target, 'decryption_factors'), numbers);
}

async function send(target, decryption, numbers) {
  const body = { decryption, shares: numbers, second_name: target.elements.second_name.value,
    second_password: target.elements.second_password.value };
  const { ok, answer } = await post(settings.rebuilt, body, { uncertain: () => { state.textContent = say('unknown'); },
    signal: new AbortController().signal });
  if (!ok) throw Object.assign(new Error(answer.error), { told: answer.message });
  shares.clear();
  location.assign(settings.done);
}

async function raw(url) {
  const response = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
  if (!response.ok) throw new Error('no-answer');
  return new Uint8Array(await response.arrayBuffer());
}

function guarded(act) {
  return async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await act(event);
    } catch (error) {
      const text = error.told ?? say(known(error.message) ? error.message : 'unexpected', error.values);
      problem.querySelector('[data-problem-text]').textContent = text;
      problem.hidden = false;
      problem.focus();
    }
  };
}

form.addEventListener('submit', guarded(add));
document.getElementById('hand-form').addEventListener('submit', guarded(handIn));
finish.addEventListener('submit', guarded(decrypt));
document.getElementById('rebuild').hidden = false;
state.textContent = say('shares-so-far', { count: 0, need: digits(settings.threshold) });
