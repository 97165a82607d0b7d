// Step 4: the ballot on its way. Nothing here says "done": only the server's answer does.

import { show } from './screen.js';
import { say } from '../page/words.js';

const state = document.getElementById('cast-state');
const detail = document.getElementById('cast-detail');
const box = document.getElementById('cast-box');

export function begin() {
  tell('casting', 'casting-detail', false);
  show('cast');
}

/** The network gave no answer: the same bytes are sent again. */
export function uncertain() {
  tell('unknown', 'unknown-detail', true);
}

/** The server has too much to do at once: the same bytes are sent again when it said. */
export function busy(seconds, _attempt, full) {
  if (full) tell('full', 'full-detail', true);
  else tell('busy', 'busy-detail', false, { seconds });
}

function tell(title, text, attention, values) {
  state.textContent = say(title);
  detail.textContent = say(text, values);
  box.classList.toggle('notice-attention', attention);
}
