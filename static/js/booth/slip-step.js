// Step 1: the slip. Before the camera or a hand scanner, or typed: thirty digits, or the fifteen characters.

import { hashBase64 } from '../protocol/hash.js';
import { LENGTH, tidy } from '../protocol/credential.js';
import { chime } from '../page/sound.js';
import { write } from '../page/words.js';
import { clearProblem, current, problem } from './screen.js';
import { readScanned, readTyped } from './slip.js';
import * as camera from './slip-camera.js';
import * as digitField from './slip-digits.js';
import * as letterField from './slip-letters.js';

const section = document.querySelector('[data-step=slip]');
const form = document.getElementById('slip-form');
const parts = { digits: document.getElementById('slip-digits'), letters: document.getElementById('slip-letters') };
const other = document.getElementById('slip-other');
const fit = document.getElementById('slip-fit');
const button = form.querySelector('button[type=submit]');
/** A code that was told stays before the camera a while: it is told again only when it was out of sight so many ms. */
const AGAIN = 3000;

let takes = () => {};
let election = '';
let isBusy = false;
let hasCamera = false;
const seen = { digest: '', at: 0 };

/** Take a slip that was scanned or typed: `take({token, credential})`; `begun` is called while one is being typed. */
export function listen(electionId, take, begun) {
  takes = take;
  election = electionId;
  form.addEventListener('input', begun);
  form.addEventListener('click', begun);
  const changed = () => clearProblem();
  letterField.listen({ tell, changed });
  digitField.listen({ tell, changed, other: startLetters, complete: () => button.focus() });
  other.addEventListener('click', () => choose(parts.letters.hidden ? 'letters' : 'digits'));
  choose('digits');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const slip = read(electionId);
    if (slip.fault) refuse(slip.fault, slip);
    else take(slip);
  });
  listenCamera();
}

/** Say why a slip was not understood. */
export function refuse(code, { group } = {}) {
  const letters = !parts.letters.hidden;
  if (letters) letterField.mark(true);
  if (group && !letters) digitField.blame(group);
  const typed = letters ? [...tidy(letterField.typed())].length : digitField.count();
  problem({ name: code, values: { typed, length: LENGTH, group } });
}

export function busy(on) {
  isBusy = on;
  button.setAttribute('aria-busy', String(on));
  button.disabled = on;
  letterField.lock(on);
  digitField.lock(on);
  tell(on ? 'checking' : '');
  if (on) camera.stop();
  else follow();
}

export function wipe() {
  form.reset();
  letterField.wipe();
  digitField.wipe();
  choose('digits');
  tell('');
  way('');
}

/** The camera looks while this step is shown, nothing is being checked, and nobody types. */
function listenCamera() {
  camera.listen({ found, none: () => way('none') });
  new MutationObserver(follow).observe(document.body, { attributeFilter: ['data-at'] });
  document.getElementById('slip-type').addEventListener('click', () => {
    way('typing');
    digitField.focus();
  });
  document.getElementById('slip-scan').addEventListener('click', () => way(''));
  camera.isThere().then((is) => {
    hasCamera = is;
    way(is ? '' : 'none');
  });
}

/** How the slip comes in: '' by the camera, 'typing' by choice, 'none' where there is no camera. */
function way(how) {
  section.dataset.way = how === '' && !hasCamera ? 'none' : how;
  follow();
}

function follow() {
  if (current() === 'slip' && section.dataset.way === '' && !isBusy) camera.start();
  else camera.stop();
}

/** What the camera read; true to look on. */
function found(text) {
  const digest = hashBase64(new TextEncoder().encode(text));
  const isOld = digest === seen.digest && performance.now() - seen.at < AGAIN;
  Object.assign(seen, { digest, at: performance.now() });
  if (isOld) return true;
  const slip = readScanned(text, election);
  if (slip.fault) {
    refuse(slip.fault, slip);
    return true;
  }
  chime();
  takes(slip);
  return false;
}

function read(electionId) {
  if (!parts.letters.hidden) return readTyped(letterField.typed(), electionId);
  const read = digitField.read();
  return read.fault ? read : { token: null, credential: read.credential };
}

function tell(name, { wrong = false, ...values } = {}) {
  write(fit, name, values);
  fit.classList.toggle('slip-wrong', wrong);
}

function choose(kind) {
  for (const [name, part] of Object.entries(parts)) part.hidden = name !== kind;
  write(other, kind === 'digits' ? 'to-letters' : 'to-digits');
  clearProblem();
  tell('');
}

/** What was typed into the groups is no digit: it is the other code. */
function startLetters(text) {
  choose('letters');
  letterField.begin(text);
}
