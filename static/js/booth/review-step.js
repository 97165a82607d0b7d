// Step 3: the names once more, each to take away or to look at again. Nothing is locked here, and no tracker stands
// beside a name.

import { Rested, whenUncovered } from './press.js';
import { current, element } from './screen.js';
import { actOn, words } from './tray.js';
import { whenWordsChange, write } from '../page/words.js';

const list = document.getElementById('review-list');
const blankNotice = document.getElementById('review-blank');
const fewerNotice = document.getElementById('review-fewer');
const locking = document.getElementById('review-locking');
let acts = {};
let resting = null;
let shown = null;

/** Listen once: `lock` seals the choice, `back` changes it, `take(box)` and `find(box)` one mark of it. */
export function listen({ lock, back, take, find }) {
  acts = { take, find };
  resting = new Rested(button('lock'), lock);
  button('back').addEventListener('click', back);
  button('to-lock').addEventListener('click', () => button('lock').focus());
  whenWordsChange(() => shown && fill(...shown));
  whenUncovered(() => current() === 'review' && resting.rest());
}

/** Show the chosen boxes; `left` is how many more could be marked. */
export function fill(boxes, left, blank) {
  const waits = button('lock').disabled;
  wipe();
  shown = [boxes, left, blank];
  list.replaceChildren(...boxes.map(row));
  list.hidden = boxes.length === 0;
  blankNotice.hidden = boxes.length > 0;
  fewerNotice.hidden = boxes.length === 0 || left === 0;
  write(fewerNotice.querySelector('[data-text]'), 'fewer', { count: boxes.length, left });
  write(button('lock'), blank ? 'lock-blank' : 'lock');
  busy(waits);
}

/** Whether each row shows its candidate as `agreesAt(item, place)` wants it. */
export function agrees(agreesAt) {
  return [...list.children].every((item) => agreesAt(item, Number(item.dataset.place)));
}

/** The vote is being locked; or it can be, after a moment. */
export function busy(on) {
  button('lock').disabled = on;
  button('lock').setAttribute('aria-busy', String(on));
  write(locking, on ? 'locking' : '');
  if (!on) resting.rest();
}

export function wipe() {
  shown = null;
  busy(false);
  list.replaceChildren();
  list.hidden = true;
  blankNotice.hidden = true;
  fewerNotice.hidden = true;
  write(fewerNotice.querySelector('[data-text]'), '');
  write(button('lock'), '');
  resting.wake();
}

function button(act) {
  return element('review').querySelector(`[data-act=${act}]`);
}

function row(box) {
  const item = document.createElement('li');
  item.dataset.place = [...box.form.elements.choice].indexOf(box);
  const change = document.createElement('span');
  change.className = 'review-acts';
  change.append(
    actOn(box, 'take-away', () => acts.take(box)),
    actOn(box, 'find', () => acts.find(box)),
  );
  item.append(box.closest('li').querySelector('.pick-emblem').cloneNode(true), words(box), change);
  return item;
}
