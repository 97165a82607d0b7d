// Step 3: the names once more. Nothing is locked here, and no tracker stands beside a name.

import { element } from './screen.js';
import { say } from '../page/words.js';

const list = document.getElementById('review-list');
const blankNotice = document.getElementById('review-blank');
const fewerNotice = document.getElementById('review-fewer');
const locking = document.getElementById('review-locking');

/** Listen once: `lock` seals the choice, `back` changes it. */
export function listen({ lock, back }) {
  button('lock').addEventListener('click', lock);
  button('back').addEventListener('click', back);
}

/** Show the chosen rows; `left` is how many more could be marked. */
export function fill(rows, left, blank) {
  wipe();
  list.replaceChildren(...rows.map(copy));
  list.hidden = rows.length === 0;
  blankNotice.hidden = rows.length > 0;
  fewerNotice.hidden = rows.length === 0 || left === 0;
  fewerNotice.querySelector('[data-text]').textContent = say('fewer', { count: rows.length, left });
  button('lock').textContent = say(blank ? 'lock-blank' : 'lock');
}

/** The vote is being locked. */
export function busy(on) {
  button('lock').disabled = on;
  button('lock').setAttribute('aria-busy', String(on));
  locking.textContent = on ? say('locking') : '';
}

export function wipe() {
  busy(false);
  list.replaceChildren();
  list.hidden = true;
  blankNotice.hidden = true;
  fewerNotice.hidden = true;
  fewerNotice.querySelector('[data-text]').textContent = '';
  button('lock').textContent = '';
}

function button(act) {
  return element('review').querySelector(`[data-act=${act}]`);
}

function copy(row) {
  const item = document.createElement('li');
  item.append(row.querySelector('.pick-emblem').cloneNode(true), row.querySelector('.pick-words').cloneNode(true));
  return item;
}
