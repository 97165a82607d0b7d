/* A screen of a dossier is kept while one types: some time after the last key, and at once when a file is chosen.
   Without a script the buttons do the same. Words come from the form's data attributes. */

import { Keeper } from './keeper.js';
import { countRoom } from './room.js';

const PAUSE = 1500;
const LONGEST = 8000;

const form = document.querySelector('form[data-draft]');

if (form) {
  const keeper = new Keeper(form);
  let timer = null;
  let first = null;

  const later = () => {
    first ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(now, Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
  };
  const now = () => {
    clearTimeout(timer);
    first = null;
    keeper.keep();
  };

  form.addEventListener('input', (event) => {
    if (event.target.type === 'file') return;
    keeper.touched();
    later();
  });
  form.addEventListener('change', (event) => {
    if (event.target.type !== 'file') return;
    keeper.touched();
    if (fits(event.target)) now();
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    keeper.leave();
  });
  window.addEventListener('online', () => keeper.again());
  window.addEventListener('beforeunload', (event) => {
    if (keeper.open) event.preventDefault();
  });
  countRoom(form);
}

/** Whether a chosen file is small enough; one that is not is let go and the field says why. */
function fits(input) {
  const file = input.files[0];
  const error = document.getElementById(`${input.id}-error`);
  const large = Boolean(file) && file.size > Number(form.dataset.most);
  error.hidden = !large;
  error.textContent = large ? form.dataset.large : '';
  if (large) input.value = '';
  return !large;
}
