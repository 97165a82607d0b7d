// What a candidate shows of itself opens over the list, can be marked there, and says where more of it follows. From one
// the next is a press away: who has two keys, or one switch, reads and marks every candidate without a key that leads
// through the list.

import { signMore } from './more.js';
import { write } from '../page/words.js';

const dialog = document.getElementById('dossier');
const source = document.getElementById('dossiers');
const head = dialog.querySelector('.dossier-head');
const text = dialog.querySelector('.dossier-text');
const sign = dialog.querySelector('.more-below');
const mark = dialog.querySelector('[data-mark]');
const now = dialog.querySelector('[data-now]');
const turns = [...dialog.querySelectorAll('[data-turn]')];
const look = signMore(text, sign);
let list = { isMarked: () => false, beside: (number) => number, backTo() {} };
let turned = 0;

/**
 * Listen once; `toggle(number)` marks or unmarks, `isMarked(number)` says which it is, `beside(number, step)` is the
 * number of the candidate before or after, and `backTo(number)` comes back to another one than was left.
 */
export function listenDossiers({ toggle, ...given }) {
  list = given;
  dialog.addEventListener('close', () => {
    const number = turned;
    empty();
    if (number) list.backTo(number);
  });
  for (const button of turns) {
    button.addEventListener('click', ({ detail }) => {
      if (detail < 2) turn(Number(button.dataset.turn)); // a tap too many leaves no candidate out
    });
  }
  mark.addEventListener('click', () => {
    toggle(Number(mark.value));
    refreshDossier();
  });
  window.addEventListener('resize', () => {
    if (dialog.open) look();
  });
}

/** Open that of a candidate, at its beginning, with the focus on the name. */
export function openDossier(number) {
  turned = 0;
  for (const button of turns) button.hidden = list.beside(number, 1) === number;
  show(number);
  head.querySelector('h2').focus();
}

/** Show the one before or after in its place; the focus stays, so that the same press leads on. */
function turn(step) {
  turned = list.beside(Number(mark.value), step);
  show(turned);
  now.textContent = head.querySelector('h2').textContent.trim();
}

function show(number) {
  const one = source.content.querySelector(`[data-number="${number}"]`);
  const [above, below] = [...one.children].map((part) => document.importNode(part, true));
  head.replaceChildren(...above.childNodes);
  text.replaceChildren(...below.childNodes);
  mark.hidden = 'withdrawn' in one.dataset;
  mark.value = number;
  if (!dialog.open) dialog.showModal();
  refreshDossier();
  text.scrollTop = 0;
  look();
}

/** Marks were changed while it may be open. */
export function refreshDossier() {
  if (!dialog.open) return;
  const marked = list.isMarked(Number(mark.value));
  mark.classList.toggle('chosen', marked);
  write(mark, marked ? 'unmark-this' : 'mark-this');
}

/** As it was before anybody looked. */
export function wipeDossiers() {
  dialog.close();
  empty();
}

function empty() {
  if (dialog.open) return; // opened anew before the event of its closing came
  turned = 0;
  now.textContent = '';
  for (const button of turns) button.hidden = true;
  head.replaceChildren();
  text.replaceChildren();
  sign.hidden = true;
  mark.hidden = true;
  mark.removeAttribute('value');
  mark.classList.remove('chosen');
  write(mark, '');
}
