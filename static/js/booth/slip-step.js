// Step 1: the slip. From the address of its code, or typed: thirty digits, or the fifteen characters.

import { LENGTH, tidy } from '../protocol/credential.js';
import * as digitField from './slip-digits.js';
import * as letterField from './slip-letters.js';
import { clearProblem, problem } from './screen.js';
import { readTyped } from './slip.js';
import { say } from '../page/words.js';

const form = document.getElementById('slip-form');
const parts = { digits: document.getElementById('slip-digits'), letters: document.getElementById('slip-letters') };
const other = document.getElementById('slip-other');
const fit = document.getElementById('slip-fit');
const button = form.querySelector('button[type=submit]');

/** Take a typed slip: `take({token, credential})`; `begun` is called while one is being typed. */
export function listen(electionId, take, begun) {
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
}

/** Say why a slip was not understood. */
export function refuse(code, { group } = {}) {
  const letters = !parts.letters.hidden;
  if (letters) letterField.mark(true);
  if (group && !letters) digitField.blame(group);
  const typed = letters ? [...tidy(letterField.typed())].length : digitField.count();
  problem(say(code, { typed, length: LENGTH, group }));
}

export function busy(on) {
  button.setAttribute('aria-busy', String(on));
  button.disabled = on;
  letterField.lock(on);
  digitField.lock(on);
  tell(on ? say('checking') : '');
}

export function wipe() {
  form.reset();
  letterField.wipe();
  digitField.wipe();
  choose('digits');
  tell('');
}

function read(electionId) {
  if (!parts.letters.hidden) return readTyped(letterField.typed(), electionId);
  const read = digitField.read();
  return read.fault ? read : { token: null, credential: read.credential };
}

function tell(text, wrong = false) {
  fit.textContent = text;
  fit.classList.toggle('slip-wrong', wrong);
}

function choose(kind) {
  for (const [name, part] of Object.entries(parts)) part.hidden = name !== kind;
  other.textContent = say(kind === 'digits' ? 'to-letters' : 'to-digits');
  clearProblem();
  tell('');
}

/** What was typed into the groups is no digit: it is the other code, or a hand scanner. */
function startLetters(text) {
  choose('letters');
  letterField.begin(text);
}
