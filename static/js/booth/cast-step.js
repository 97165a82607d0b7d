// Step 4: the ballot on its way. Nothing here says "done": only the server's answer does.

import { element, problem, show } from './screen.js';
import { write } from '../page/words.js';

const state = document.getElementById('cast-state');
const detail = document.getElementById('cast-detail');
const box = document.getElementById('cast-box');
const away = [...element('cast').querySelectorAll('[data-away]')];

/** After so many tries without an answer the delegate may go to another tablet. */
const PATIENT = 4;

/** Listen once; `leave` is what one does who goes to another tablet. */
export function listen(leave) {
  document.querySelector('#cast-away button').addEventListener('click', leave);
}

export function begin() {
  tell('casting', 'casting-detail', false);
  mayGo(false);
  show('cast');
}

/** The network gave no answer: the same bytes are sent again. */
export function uncertain(attempt) {
  tell('unknown', 'unknown-detail', true);
  mayGo(attempt >= PATIENT);
}

function mayGo(on) {
  for (const one of away) one.hidden = !on;
}

/** The server has too much to do at once: the same bytes are sent again when it said. */
export function busy(seconds, _attempt, full) {
  if (full) tell('full', 'full-detail', true);
  else tell('busy', 'busy-detail', false, { seconds });
}

/** Another slip was read meanwhile: nothing of it is taken. */
export function another() {
  if (element('cast').querySelector('[data-problem]').hidden) problem({ name: 'slip-waits' });
}

function tell(title, text, attention, values) {
  write(state, title);
  write(detail, text, values);
  box.classList.toggle('notice-attention', attention);
}
