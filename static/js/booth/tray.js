// The chosen, by number and name, always in sight: a touch takes one back. The same list, larger, where none has room.

import { label, write } from '../page/words.js';

const tray = document.getElementById('tray');
const dialog = document.getElementById('full-question');
const list = document.getElementById('full-list');

/** Show the chosen boxes in as many places as there are; `take(box)` takes one back. */
export function fillTray(chosen, places, take) {
  const free = Array.from({ length: Math.max(0, places - chosen.length) }, freePlace);
  tray.replaceChildren(...chosen.map((box) => takenPlace(box, take)), ...free);
}

/** All places are taken: name them, and let one be exchanged for `wanted` there and then. */
export function askForPlace(chosen, wanted, exchange) {
  write(document.getElementById('full-title'), 'full-title', { maximum: chosen.length });
  write(document.getElementById('full-text'), 'full-text', { name: nameOf(wanted) });
  const rows = chosen.map((box) => {
    const row = document.createElement('li');
    row.append(
      words(box),
      actOn(box, 'take-away', () => {
        dialog.close();
        exchange(box);
      }),
    );
    return row;
  });
  list.replaceChildren(...rows);
  dialog.showModal();
  document.getElementById('full-title').focus();
}

/** Nothing of a choice stays in either. */
export function wipeTray(places) {
  fillTray([], places);
  dialog.close();
  list.replaceChildren();
  for (const id of ['full-title', 'full-text']) write(document.getElementById(id), '');
}

/** The name of a candidate as a value of a text: asked anew in each language, kept apart from its direction. */
export function nameOf(box) {
  return () => `\u2068${box.dataset.name}\u2069`;
}

/** A button that does something with one candidate, and says with which. */
export function actOn(box, word, act) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-quiet button-small';
  write(button, word);
  label(button, `${word}-named`, { name: nameOf(box) });
  button.addEventListener('click', act);
  return button;
}

/** Number and name as the card has them. */
export function words(box) {
  return box.closest('li').querySelector('.pick-words').cloneNode(true);
}

function takenPlace(box, take) {
  const place = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'taken';
  button.value = box.value;
  label(button, 'take-away-named', { name: nameOf(box) });
  const name = document.createElement('span');
  name.className = 'taken-name';
  name.translate = false;
  name.append(box.closest('li').querySelector('.pick-name bdi').cloneNode(true));
  const cross = document.createElement('span');
  cross.className = 'taken-cross';
  cross.textContent = '×';
  cross.setAttribute('aria-hidden', 'true');
  button.append(box.closest('li').querySelector('.pick-number').cloneNode(true), name, cross);
  button.addEventListener('click', () => take(box));
  place.append(button);
  return place;
}

function freePlace() {
  const place = document.createElement('li');
  place.className = 'free';
  return place;
}
