// «For officers», at the foot of a booth: the whole screen, and the way out of the booth, by the code on the office's page.

import { write } from '../page/words.js';
import { tell } from './tablet.js';

/** Let the button at the foot of the page open its dialog; to be called on an enrolled tablet. */
export function listenOfficer() {
  const button = document.getElementById('officer');
  const dialog = document.getElementById('officer-question');
  const form = dialog.querySelector('form');
  button.hidden = false;
  button.addEventListener('click', () => {
    form.reset();
    dialog.querySelector('[data-said]').textContent = '';
    listenScreen(dialog.querySelector('[data-act=screen]'));
    dialog.showModal();
  });
  form.addEventListener('submit', (event) => {
    if (event.submitter?.value !== 'out') return;
    event.preventDefault();
    leave(form, dialog.querySelector('[data-said]'));
  });
}

/** The button for the whole screen, where there is more of it. */
export function listenScreen(button) {
  const whole = matchMedia('(display-mode: fullscreen)').matches || document.fullscreenElement !== null;
  button.hidden = whole || !document.fullscreenEnabled;
  button.onclick = () => document.documentElement.requestFullscreen({ navigationUI: 'hide' }).catch(() => {});
}

async function leave(form, said) {
  const heard = await tell('leave', { code: form.elements.code.value });
  form.elements.code.value = '';
  if (heard?.ok) location.assign(heard.answer.address);
  else if (heard) said.textContent = heard.answer.message;
  else write(said, 'no-answer');
}
