// The trustee's key page: make a key, check that the kept file still works, decrypt the sums.
// The private half exists in this page's memory and in the trustee's file; it is never posted.

import { hashBase64, hashHex } from '../booth/hash.js';
import { post } from '../booth/post.js';
import { known, say } from '../booth/words.js';
import { partialDecryption } from './decryption.js';
import { keyFileText, makeKey, publicHalf, readKeyFile, trusteeKeyText } from './key.js';

const settings = document.getElementById('trustee').dataset;
const problemBox = document.getElementById('trustee-problem');
const state = document.getElementById('trustee-state');
const secret = window.takeFragment();
let made = null;

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

function reveal(name) {
  part(name).hidden = false;
  part(name).querySelector('h2').focus();
}

function tell(name, values) {
  state.textContent = name ? say(name, values) : '';
}

function refuse(text) {
  tell('');
  problemBox.querySelector('[data-problem-text]').textContent = text;
  problemBox.hidden = false;
  problemBox.focus();
}

/** Run an act; whatever goes wrong is said in the page's words. */
function guarded(act) {
  return async (event) => {
    event?.preventDefault();
    problemBox.hidden = true;
    try {
      await act(event);
    } catch (error) {
      refuse(error.told ?? say(known(error.message) ? error.message : 'unexpected'));
    }
  };
}

async function send(url, body) {
  const { ok, answer } = await post(url, { secret, ...body }, {
    uncertain: () => tell('unknown'), signal: new AbortController().signal });
  if (!ok) throw Object.assign(new Error(answer.error), { told: answer.message });
}

async function chosenFile(event) {
  const [file] = event.target.files;
  event.target.value = '';
  return readKeyFile(await file.text());
}

/** A: a new key, saved as a file. */
function make() {
  made ??= makeKey();
  made.text ??= trusteeKeyText(made.secret, settings.name);
  document.getElementById('key-print').textContent = hashHex(made.text).slice(0, 16).match(/.{4}/g).join(' ');
  part('make').hidden = true;
  reveal('save');
}

function save() {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([keyFileText(made.secret)], { type: 'application/json' }));
  link.download = `trustee-key-${settings.trustee}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  reveal('load-back');
}

/** Only a key whose file was read back is sent: a lost file would lose the whole count. */
async function loadBack(event) {
  if (await chosenFile(event) !== made.secret) throw new Error('key-other');
  tell('sending');
  await send(settings.key, { public_key: made.text });
  if (settings.check) await send(settings.check, {});
  finish('key-sent');
}

/** B: does the kept file still belong to the public key? */
async function check(event) {
  if (publicHalf(await chosenFile(event)) !== settings.publicKey) throw new Error('key-other');
  if (settings.check) await send(settings.check, {});
  finish('key-fits');
}

/** C: this trustee's share of the decryption of the sums. */
async function decrypt(event) {
  const key = await chosenFile(event);
  if (publicHalf(key) !== settings.publicKey) throw new Error('key-other');
  tell('reading');
  if (hashBase64(await raw(settings.election)) !== settings.fingerprint) throw new Error('election-fingerprint');
  const tally = JSON.parse(new TextDecoder().decode(await raw(settings.encryptedTally)));
  const text = await partialDecryption(key, settings.fingerprint, tally, async (done, all) => {
    tell('decrypting', { done, all });
    await new Promise((resolve) => { setTimeout(resolve); });
  });
  tell('sending');
  await send(settings.decryption, { decryption: text });
  finish('decrypted');
}

async function raw(url) {
  const response = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
  if (!response.ok) throw new Error('no-answer');
  return new Uint8Array(await response.arrayBuffer());
}

function finish(name) {
  made = null;
  tell('');
  for (const section of document.querySelectorAll('[data-part]')) section.hidden = section.dataset.part !== 'finished';
  document.getElementById('finished-title').textContent = say(name);
  document.getElementById('finished-text').textContent = say(`${name}-detail`);
  document.getElementById('finished-title').focus();
}

function listen(id, kind, act) {
  document.getElementById(id)?.addEventListener(kind, guarded(act));
}

/** The invitation outlives a change of language: a browser keeps the fragment over the redirect back to this page. */
for (const form of document.querySelectorAll('form.language')) {
  form.addEventListener('submit', () => { if (secret) form.action = `${form.getAttribute('action')}#${secret}`; });
}

listen('make-key', 'click', make);
listen('save-key', 'click', save);
listen('load-back', 'change', loadBack);
listen('check-key', 'change', check);
listen('decrypt', 'change', decrypt);
window.addEventListener('beforeunload', (event) => { if (made) event.preventDefault(); });
window.addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
document.getElementById('preparing').hidden = true;
if (secret) document.getElementById('trustee').hidden = false;
else document.getElementById('no-invitation').hidden = false;
