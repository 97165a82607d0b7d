// One thing on the screen at a time: which step is shown, where the focus is, what is announced.

import { stand, standAside } from './place.js';
import { Rested } from './press.js';
import { say, whenWordsChange, write } from '../page/words.js';

const graves = new Map([...document.querySelectorAll('dialog [data-grave]')].map((one) => [one, new Rested(one)]));
const steps = [...document.querySelectorAll('[data-step]')];
const baseTitle = document.querySelector('.booth-name strong');

whenWordsChange(() => element(current()) && entitle());

export function current() {
  return document.body.dataset.at ?? '';
}

/** Show one step, put the focus on its heading, name it in the title. */
export function show(name) {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  for (const step of steps) step.hidden = step.dataset.step !== name;
  document.body.dataset.at = name;
  clearProblem();
  entitle();
  window.scrollTo(0, 0);
  element(name).querySelector('h1').focus({ preventScroll: true });
}

/** The page's title names step and election; nothing of a slip or a choice. */
function entitle() {
  const heading = element(current()).querySelector('h1');
  const words = heading.querySelector(':scope > span:not([hidden])') ?? heading;
  document.title = `${words.textContent.trim()} – ${baseTitle.textContent}`;
}

/** The section of a step. */
export function element(name) {
  return steps.find((step) => step.dataset.step === name);
}

/**
 * Show what is wrong on top of the present step and move the focus there, unless somebody may be typing.
 * @param {{name: string, values?: object}|{text: string}} words by their name, or as the server said them
 */
export function problem({ name, values, text }, { focus = true } = {}) {
  const box = element(current())?.querySelector('[data-problem]');
  if (!box) return;
  const place = box.querySelector('[data-problem-text]');
  write(place, name, values);
  if (!name) place.textContent = text;
  box.hidden = false;
  if (!focus) return;
  box.scrollIntoView({ block: 'nearest' });
  box.focus();
}

/** Take away what is wrong; with the `name` of a text, only where just that is said. */
export function clearProblem(name) {
  for (const box of document.querySelectorAll('[data-problem]')) {
    const place = box.querySelector('[data-problem-text]');
    if (name && place.textContent !== say(name)) continue;
    box.hidden = true;
    write(place, '');
  }
}

/** Say something to a screen reader without moving the focus. */
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}

/**
 * Open a dialog and resolve with the value of the button that closed it ('' for Escape). A button of it that cannot be
 * undone (`data-grave`) rests for a moment, and does not stand where the question was called forth.
 */
export function ask(id) {
  const dialog = document.getElementById(id);
  const grave = [...dialog.querySelectorAll('[data-grave]')];
  dialog.returnValue = '';
  dialog.showModal();
  standAside(dialog, grave);
  for (const one of grave) graves.get(one).rest();
  return new Promise((resolve) => {
    const closed = () => {
      for (const one of grave) graves.get(one).wake();
      stand(dialog);
      resolve(dialog.returnValue);
    };
    dialog.addEventListener('close', closed, { once: true });
  });
}
