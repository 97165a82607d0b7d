// The trustee's key page: make a key and its backup, check that the kept file still works, decrypt the sums.
// The private half exists in this page's memory, in the trustee's file and on the sheets; it is never posted.

import { hashBase64 } from '../booth/hash.js';
import { post } from '../booth/post.js';
import { known, latin, say } from '../booth/words.js';
import { splitKey } from './backup.js';
import { partialDecryption } from './decryption.js';
import { fileActs } from './files.js';
import { LEAST_PASSPHRASE, openKeyFile, publicPrint, sealKey } from './key-file.js';
import { answerTest, makeKey, publicHalf, trusteeKeyText } from './key.js';
import { saveFile } from './save.js';
import { clearSheets, showSheets } from './sheets.js';

const settings = document.getElementById('trustee').dataset;
const problemBox = document.getElementById('trustee-problem');
const state = document.getElementById('trustee-state');
const secret = window.takeFragment();
let made = null;

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

/** Show one part beside those before it, or alone. */
function reveal(name, { alone = false } = {}) {
  if (alone) for (const section of document.querySelectorAll('[data-part]')) section.hidden = true;
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
    event.preventDefault();
    problemBox.hidden = true;
    const button = event.submitter ?? event.currentTarget;
    button.disabled = true;
    try {
      await act(event);
    } catch (error) {
      refuse(error.told ?? say(known(error.message) ? error.message : 'unexpected', error.values));
    } finally {
      button.disabled = false;
    }
  };
}

async function send(url, body) {
  const { ok, answer } = await post(url, { secret, ...body }, {
    uncertain: () => tell('unknown'), signal: new AbortController().signal });
  if (!ok) throw Object.assign(new Error(answer.error), { told: answer.message });
  return answer;
}

/** The key in the chosen file, opened with the passphrase typed beside it. */
async function chosenKey({ target }) {
  const file = target.querySelector('input[type=file]').files[0];
  if (!file) throw new Error('key-missing');
  tell('opening');
  await nextFrame();
  const key = await openKeyFile(await file.text(), target.querySelector('input[type=password]').value);
  tell('');
  return key;
}

/** A: a new key, sealed with a passphrase. */
async function make({ target }) {
  const [passphrase, again] = [...target.querySelectorAll('input')].map((field) => field.value);
  if (passphrase.length < LEAST_PASSPHRASE) throw new Error('passphrase-short');
  if (passphrase !== again) throw new Error('passphrase-differs');
  tell('sealing');
  await nextFrame();
  made ??= makeKey();
  made.file = await sealKey(made.secret, passphrase);
  made.text ??= trusteeKeyText(made.secret, settings.name);
  tell('');
  document.getElementById('key-print').textContent = publicPrint(made.publicKey).match(/.{4}/g).join(' ');
  reveal('save', { alone: true });
}

function save() {
  saveFile(made.file, `trustee-key-${settings.trustee}.json`);
  reveal('load-back');
}

/** Only a key whose file was read back is sent: a lost file would lose the whole count. */
async function loadBack(event) {
  if (await chosenKey(event) !== made.secret) throw new Error('key-other');
  tell('sending');
  await send(settings.key, { public_key: made.text });
  await passTest(made.secret);
  offerBackup('key-sent');
}

/** B: does the kept file still hold the key of the public key? */
async function check(event) {
  const key = await chosenKey(event);
  if (publicHalf(key) !== settings.publicKey) throw new Error('key-other');
  await passTest(key);
  made = { secret: key, publicKey: settings.publicKey };
  offerBackup('key-fits');
}

async function passTest(key) {
  const { nonce } = await send(settings.test, {});
  await send(settings.check, { answer: answerTest(key, nonce) });
}

/** Sheets for sealed envelopes, unless the voting is over or nobody else could hold one. */
function offerBackup(name) {
  tell('');
  finish(name);
  if (settings.mayBackup) part('backup').hidden = false;
}

async function backUp({ target }) {
  const holders = target.querySelector('textarea').value.split('\n').map((line) => line.trim()).filter(Boolean);
  const threshold = Number(latin(target.querySelector('input').value));
  if (holders.length < 2 || !(threshold >= 2 && threshold <= holders.length)) throw new Error('backup-size');
  const { commitments, shares } = splitKey(made.secret, threshold, holders.length);
  tell('sending');
  await send(settings.backup, { commitments, shares: String(shares.length) });
  tell('');
  showSheets(shares, holders, settings.share);
  reveal('sheets', { alone: true });
}

function endBackup() {
  clearSheets();
  made = null;
  finish('backup-made');
}

/** C: this trustee's share of the decryption of the sums. */
async function decrypt(event) {
  const key = await chosenKey(event);
  if (publicHalf(key) !== settings.publicKey) throw new Error('key-other');
  tell('reading');
  if (hashBase64(await raw(settings.election)) !== settings.fingerprint) throw new Error('election-fingerprint');
  const tally = JSON.parse(new TextDecoder().decode(await raw(settings.encryptedTally)));
  const text = await partialDecryption(key, settings.fingerprint, tally, async (done, all) => {
    tell('decrypting', { done, all });
    await nextFrame();
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

function nextFrame() {
  return new Promise((resolve) => { setTimeout(resolve); });
}

function finish(name) {
  tell('');
  for (const form of document.querySelectorAll('#trustee form')) form.reset();
  document.getElementById('finished-title').textContent = say(name);
  document.getElementById('finished-text').textContent = say(`${name}-detail`);
  reveal('finished', { alone: true });
}

function listen(id, kind, act) {
  document.getElementById(id)?.addEventListener(kind, guarded(act));
}

/** The invitation outlives a change of language: a browser keeps the fragment over the redirect back to this page. */
for (const form of document.querySelectorAll('form.language')) {
  form.addEventListener('submit', () => { if (secret) form.action = `${form.getAttribute('action')}#${secret}`; });
}

listen('make-form', 'submit', make);
listen('save-key', 'click', save);
listen('load-back-form', 'submit', loadBack);
listen('check-form', 'submit', check);
listen('decrypt-form', 'submit', decrypt);
listen('backup-form', 'submit', backUp);
const byCommand = fileActs({ settings, send, finish });
listen('hand-key-form', 'submit', byCommand.key);
listen('save-test', 'click', byCommand.test);
listen('hand-answer-form', 'submit', byCommand.answer);
listen('commitments-form', 'submit', byCommand.commitments);
listen('hand-decryption-form', 'submit', byCommand.decryption);
listen('print-sheets', 'click', () => window.print());
listen('sheets-done', 'click', endBackup);
window.addEventListener('beforeunload', (event) => { if (made?.file) event.preventDefault(); });
window.addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
document.getElementById('preparing').hidden = true;
if (secret) document.getElementById('trustee').hidden = false;
else document.getElementById('no-invitation').hidden = false;
