// Step 3: the choice once more, as it will be cast. The encryption runs meanwhile in the worker.

import { element } from './screen.js';
import { showTracker } from './tracker.js';
import { say } from './words.js';

const list = document.getElementById('review-list');
const blankNotice = document.getElementById('review-blank');
const fewerNotice = document.getElementById('review-fewer');
const sealedBox = document.getElementById('review-sealed');
const tracker = document.getElementById('review-tracker');

/** Show the chosen rows; `left` is how many more could be marked. */
export function fill(rows, left, blank) {
  wipe();
  list.replaceChildren(...rows.map(copy));
  list.hidden = rows.length === 0;
  blankNotice.hidden = rows.length > 0;
  fewerNotice.hidden = rows.length === 0 || left === 0;
  fewerNotice.querySelector('[data-text]').textContent = say('fewer', { count: rows.length, left });
  element('review').querySelector('[data-act=cast]').textContent = say(blank ? 'cast-blank' : 'cast');
}

/** The ballot is encrypted: its tracker is shown before anybody knows whether it is cast or tested. */
export function seal(text) {
  showTracker(tracker, text);
  sealedBox.hidden = false;
}

export function wipe() {
  list.replaceChildren();
  tracker.replaceChildren();
  sealedBox.hidden = true;
}

function copy(row) {
  const item = document.createElement('li');
  item.append(row.querySelector('.pick-emblem').cloneNode(true), row.querySelector('.pick-words').cloneNode(true));
  return item;
}
