// The thirty digits of a slip in five fields: each group is checked as soon as it is full, and hidden once it is right.

import { GROUP, GROUPS, decodeDigits, fits, rightOrder } from '../protocol/digits.js';
import { ungrouped } from '../protocol/short.js';
import { digits } from '../page/words.js';

const HIDDEN = '•'.repeat(GROUP);
const fields = [...document.querySelectorAll('#slip-digits input')];
const keys = document.getElementById('digit-keys');
const exchanged = document.getElementById('slip-order');
const groups = fields.map(() => '');
let at = 0;
let told = () => {};
let locked = false;

/**
 * Listen once; `tell(name, {wrong, ...values})` says how the groups stand, `changed` is called when something was typed,
 * `other(text)` takes what is not digits: a code in letters, or what a hand scanner types.
 */
export function listen({ tell, changed, other, complete }) {
  told = tell;
  fields.forEach((field, i) => {
    field.addEventListener('focus', () => {
      at = i;
      if (field.dataset.state === 'wrong') field.select();
    });
    field.addEventListener('beforeinput', () => {
      if (isHidden(i)) fill(i, '');
    });
    field.addEventListener('input', () => {
      changed();
      const text = ungrouped(field.value);
      if (/[^0-9]/.test(text)) hand(other, i, text);
      else {
        write(i, text);
        go(complete, document.activeElement === field);
      }
    });
  });
  keys.addEventListener('click', ({ target }) => {
    changed();
    press(target.closest('button'));
    go(complete, false);
  });
  exchanged.querySelector('button').addEventListener('click', () => {
    putInOrder();
    go(complete, true);
  });
}

/** The credential that the groups spell, or what is wrong: as `decodeDigits` says it. */
export function read() {
  return decodeDigits(groups.join(''));
}

/** How many digits were typed. */
export function count() {
  return groups.join('').length;
}

/** Show a group as wrong, so that it is typed again. */
export function blame(number) {
  paint(number - 1, 'wrong');
  fields[number - 1].value = digits(groups[number - 1]);
  fields[number - 1].focus();
}

export function focus() {
  fields[0].focus();
}

export function lock(on) {
  locked = on;
  for (const field of fields) field.readOnly = on;
}

export function wipe() {
  fields.forEach((_, i) => fill(i, ''));
  exchanged.hidden = true;
  at = 0;
}

/** Digits from group `i` on; what is too long goes on in the next, where that is empty. */
function write(i, text) {
  fill(i, text.slice(0, GROUP));
  at = i;
  const rest = text.slice(GROUP);
  if (rest && i + 1 < GROUPS && !groups[i + 1]) write(i + 1, rest);
}

function fill(i, text) {
  groups[i] = text;
  const full = text.length === GROUP;
  const right = full && fits(i + 1, text);
  paint(i, full ? (right ? 'right' : 'wrong') : '');
  const shown = right ? HIDDEN : digits(text);
  const editing = ungrouped(fields[i].value) === text && fields[i].selectionStart < fields[i].value.length;
  if (right || !editing) fields[i].value = shown;
}

function paint(i, state) {
  fields[i].dataset.state = state;
  if (state === 'wrong') fields[i].setAttribute('aria-invalid', 'true');
  else fields[i].removeAttribute('aria-invalid');
}

function isHidden(i) {
  return fields[i].dataset.state === 'right';
}

/** Say how it stands, and go on to the group that is to be typed next. */
function go(complete, withFocus) {
  tellState();
  if (groups[at].length === GROUP) {
    const open = groups.map((_, i) => i).filter((i) => groups[i].length < GROUP);
    if (open.length === 0) {
      if (groups.every((text, i) => fits(i + 1, text))) complete();
      return;
    }
    at = open.find((i) => i > at) ?? open[0];
  }
  if (withFocus && document.activeElement !== fields[at]) fields[at].focus();
}

function tellState() {
  const wrong = groups.findIndex((text, i) => text.length === GROUP && !fits(i + 1, text));
  const full = groups.every((text) => text.length === GROUP);
  exchanged.hidden = !(full && wrong >= 0 && rightOrder(groups));
  if (!exchanged.hidden) told('');
  else if (wrong >= 0) told('digits-group', { wrong: true, group: wrong + 1 });
  else told(full ? 'slip-fits' : '');
}

function putInOrder() {
  const order = rightOrder(groups);
  if (!order) return;
  const moved = order.map((number) => groups[number - 1]);
  moved.forEach((text, i) => fill(i, text));
}

function hand(other, i, text) {
  const begun = groups.slice(0, i).join('') + text;
  wipe();
  other(begun);
}

function press(key) {
  if (!key || locked) return;
  const full = groups[at].length === GROUP;
  if (key.dataset.key !== 'erase') {
    write(at, (full ? '' : groups[at]) + key.value);
    return;
  }
  if (!groups[at] && at > 0) at -= 1;
  fill(at, isHidden(at) ? '' : groups[at].slice(0, -1));
}
