// Step 1: the slip. From the address of its QR code, or typed into one big field or on the page's own keys.

import { LENGTH, fault, group, tidy } from './credential.js';
import { clearProblem, problem } from './screen.js';
import { readTyped } from './slip.js';
import { say } from './words.js';

const form = document.getElementById('slip-form');
const field = document.getElementById('slip-code');
const keys = document.getElementById('slip-keys');
const toggle = document.getElementById('slip-keys-toggle');
const fit = document.getElementById('slip-fit');
const button = form.querySelector('button[type=submit]');

/** Take a typed slip: `take({token, credential})`; `begun` is called while one is being typed. */
export function listen(electionId, take, begun) {
  form.addEventListener('input', begun);
  keys.addEventListener('click', begun);
  field.addEventListener('input', () => regroup());
  keys.addEventListener('click', ({ target }) => press(target.closest('button')));
  toggle.addEventListener('click', () => showKeys(keys.hidden));
  showKeys(window.matchMedia('(min-width: 48rem) and (pointer: coarse)').matches);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const slip = readTyped(field.value, electionId);
    if (slip.fault) refuse(slip.fault);
    else take(slip);
  });
}

/** Say why a slip was not understood. */
export function refuse(code) {
  field.setAttribute('aria-invalid', 'true');
  problem(say(code, { typed: [...tidy(field.value)].length, length: LENGTH }));
}

export function busy(on) {
  button.setAttribute('aria-busy', String(on));
  button.disabled = on;
  field.readOnly = on;
  fit.textContent = on ? say('checking') : '';
}

export function wipe() {
  form.reset();
  field.value = '';
  field.removeAttribute('aria-invalid');
  fit.textContent = '';
}

/** Keep the groups of three while typing, and the caret where the hand left it. */
function regroup() {
  clearProblem();
  field.removeAttribute('aria-invalid');
  if (field.value.includes('/') || field.value.includes('#')) return;
  const before = [...tidy(field.value.slice(0, field.selectionStart))].length;
  const tidied = tidy(field.value);
  const grouped = group(tidied);
  if (grouped !== field.value) {
    field.value = grouped;
    const caret = before + Math.floor(Math.max(before - 1, 0) / 3);
    field.setSelectionRange(caret, caret);
  }
  fit.textContent = fault(tidied) ? '' : say('slip-fits');
}

function press(key) {
  if (!key || field.readOnly) return;
  const start = field.selectionStart;
  const end = field.selectionEnd;
  if (key.dataset.key === 'erase') {
    const from = start === end ? Math.max(start - (field.value[start - 1] === '-' ? 2 : 1), 0) : start;
    field.setRangeText('', from, end, 'end');
  } else {
    field.setRangeText(key.textContent.trim(), start, end, 'end');
  }
  regroup();
}

function showKeys(on) {
  keys.hidden = !on;
  toggle.setAttribute('aria-expanded', String(on));
  field.inputMode = on ? 'none' : 'text';
}
