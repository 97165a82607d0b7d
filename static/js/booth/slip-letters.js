// The fifteen characters of a slip: one big field, or the page's own keys. A hand scanner's address lands here too.

import { fault, group, tidy } from '../protocol/credential.js';

const field = document.getElementById('slip-code');
const keys = document.getElementById('slip-keys');
const toggle = document.getElementById('slip-keys-toggle');

/** Listen once; `tell(name)` says whether the code fits, `changed` is called when something was typed. */
export function listen({ tell, changed }) {
  const regroupAndTell = () => {
    changed();
    tell(regroup());
  };
  field.addEventListener('input', regroupAndTell);
  keys.addEventListener('click', ({ target }) => {
    press(target.closest('button'));
    regroupAndTell();
  });
  toggle.addEventListener('click', () => showKeys(keys.hidden));
  showKeys(window.matchMedia('(min-width: 48rem) and (pointer: coarse)').matches);
}

/** What stands in the field. */
export function typed() {
  return field.value;
}

/** Go on with what was begun elsewhere. */
export function begin(text) {
  field.value = text;
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

export function mark(wrong) {
  if (wrong) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
}

export function lock(on) {
  field.readOnly = on;
}

export function wipe() {
  field.value = '';
  mark(false);
}

/** Keep the groups of three while typing, and the caret where the hand left it; say when the code fits. */
function regroup() {
  mark(false);
  if (field.value.includes('/') || field.value.includes('#')) return '';
  const before = [...tidy(field.value.slice(0, field.selectionStart))].length;
  const tidied = tidy(field.value);
  const grouped = group(tidied);
  if (grouped !== field.value) {
    field.value = grouped;
    const caret = before + Math.floor(Math.max(before - 1, 0) / 3);
    field.setSelectionRange(caret, caret);
  }
  return fault(tidied) ? '' : 'slip-fits';
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
}

function showKeys(on) {
  keys.hidden = !on;
  toggle.setAttribute('aria-expanded', String(on));
  field.inputMode = on ? 'none' : 'text';
}
