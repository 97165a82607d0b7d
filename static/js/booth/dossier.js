// What a candidate shows of itself opens over the list, can be marked there, and says where more of it follows.

import { signMore } from './more.js';
import { write } from '../page/words.js';

const dialog = document.getElementById('dossier');
const source = document.getElementById('dossiers');
const head = dialog.querySelector('.dossier-head');
const text = dialog.querySelector('.dossier-text');
const sign = dialog.querySelector('.more-below');
const mark = dialog.querySelector('[data-mark]');
const look = signMore(text, sign);
let isMarked = () => false;

/** Listen once; `toggle(number)` marks or unmarks, `asked(number)` says which it is. */
export function listenDossiers(toggle, asked) {
  isMarked = asked;
  dialog.addEventListener('close', empty);
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
  const one = source.content.querySelector(`[data-number="${number}"]`);
  const [above, below] = [...one.children].map((part) => document.importNode(part, true));
  head.replaceChildren(...above.childNodes);
  text.replaceChildren(...below.childNodes);
  mark.hidden = 'withdrawn' in one.dataset;
  mark.value = number;
  dialog.showModal();
  refreshDossier();
  text.scrollTop = 0;
  head.querySelector('h2').focus();
  look();
}

/** Marks were changed while it may be open. */
export function refreshDossier() {
  if (!dialog.open) return;
  const marked = isMarked(Number(mark.value));
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
  head.replaceChildren();
  text.replaceChildren();
  sign.hidden = true;
  mark.hidden = true;
  mark.removeAttribute('value');
  mark.classList.remove('chosen');
  write(mark, '');
}
