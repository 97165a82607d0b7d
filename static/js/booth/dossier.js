// What a candidate shows of itself opens over the list, can be marked there, and says where more of it follows.

import { signMore } from './more.js';
import { write } from '../page/words.js';

const dialogs = [...document.querySelectorAll('dialog.dossier')];

/** Listen once; `toggle(number)` marks or unmarks, `isMarked(number)` asks. */
export function listenDossiers(toggle, isMarked) {
  for (const dialog of dialogs) {
    const look = signMore(dialog.querySelector('.dossier-text'), dialog.querySelector('.more-below'));
    const mark = dialog.querySelector('[data-mark]');
    const refresh = () => mark && showState(mark, isMarked(Number(mark.value)));
    dialog.addEventListener('refresh', refresh);
    dialog.addEventListener('shown', look);
    mark?.addEventListener('click', () => {
      toggle(Number(mark.value));
      refresh();
    });
  }
  window.addEventListener('resize', () => {
    for (const dialog of dialogs) if (dialog.open) dialog.dispatchEvent(new Event('shown'));
  });
}

/** Open one, at its beginning, with the focus on the name. */
export function openDossier(id) {
  const dialog = document.getElementById(id);
  dialog.dispatchEvent(new Event('refresh'));
  dialog.showModal();
  dialog.querySelector('.dossier-text').scrollTop = 0;
  dialog.querySelector('h2').focus();
  dialog.dispatchEvent(new Event('shown'));
}

function showState(button, marked) {
  button.classList.toggle('chosen', marked);
  write(button, marked ? 'unmark-this' : 'mark-this');
}

/** As they were before anybody looked. */
export function wipeDossiers() {
  for (const dialog of dialogs) {
    dialog.close();
    dialog.querySelector('.more-below').hidden = true;
    dialog.querySelector('.dossier-text').scrollTop = 0;
    const mark = dialog.querySelector('[data-mark]');
    mark?.classList.remove('chosen');
    if (mark) write(mark, '');
  }
}
