// How this visit is shown: three sizes of text, three sets of colours, the language, the speed of the voice. Each can be
// changed at any step, says what it is now, and keeps every mark; the next delegate finds the standard.

import { firstLanguage, speak, theLanguage } from './language.js';
import { changeRate, rateName, resetAloud } from './aloud.js';
import { pressed } from '../page/after-paint.js';
import { whenWordsChange, write } from '../page/words.js';

const SIZES = ['normal', 'large', 'largest'];
const root = document.documentElement;
const dialog = document.getElementById('seeing');
const size = document.getElementById('size-now');
const rate = document.getElementById('rate-now');
const said = document.getElementById('seeing-said');
const wishes = window.matchMedia('(prefers-contrast: more)');
let wished = '';

/** Listen once. */
export function listenSeeing() {
  document.getElementById('seeing-open').addEventListener('click', open);
  dialog.addEventListener('click', ({ target }) => act(target.closest('button')?.dataset ?? {}));
  document.getElementById('seeing-standard').addEventListener('click', async () => {
    await resetSeeing();
    refresh();
    write(said, 'standard');
  });
  for (const form of document.querySelectorAll('.booth-language')) {
    form.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (!button) return;
      event.preventDefault();
      change(button.value);
    });
  }
  const close = pressed((one) => one.close());
  for (const button of document.querySelectorAll('[data-close]')) {
    button.addEventListener('click', () => close(button, button.closest('dialog')));
  }
  wishes.addEventListener('change', colour);
  whenWordsChange(refresh);
  colour();
  refresh();
}

/** As every visit begins: also the language. */
export async function resetSeeing() {
  delete root.dataset.textSize;
  wished = '';
  colour();
  resetAloud();
  await speak(firstLanguage());
  write(said, '');
}

function open() {
  write(said, '');
  refresh();
  dialog.showModal();
  document.getElementById('seeing-title').focus();
}

function act({ size: bigger, themeChoice, language, rate: faster }) {
  if (bigger) resize(Number(bigger));
  if (themeChoice) {
    wished = themeChoice;
    colour();
  }
  if (faster) changeRate(Number(faster));
  if (bigger || themeChoice || faster) refresh();
  if (language) change(language);
}

function resize(by) {
  const place = Math.min(Math.max(SIZES.indexOf(sizeNow()) + by, 0), SIZES.length - 1);
  if (place === 0) delete root.dataset.textSize;
  else root.dataset.textSize = SIZES[place];
  window.dispatchEvent(new Event('resize'));
}

async function change(language) {
  write(said, (await speak(language)) ? '' : 'language-failed');
}

/** What was chosen here, else what the device asks for. */
function colour() {
  const theme = wished || (wishes.matches ? 'contrast' : 'plain');
  if (theme === 'plain') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function refresh() {
  write(size, `size-${sizeNow()}`);
  write(rate, rateName());
  const theme = root.dataset.theme ?? 'plain';
  for (const button of dialog.querySelectorAll('[data-theme-choice]'))
    press(button, button.dataset.themeChoice === theme);
  for (const button of dialog.querySelectorAll('[data-language]'))
    press(button, button.dataset.language === theLanguage());
  for (const [by, end] of [
    [-1, 'normal'],
    [1, 'largest'],
  ]) {
    dialog.querySelector(`[data-size="${by}"]`).setAttribute('aria-disabled', String(sizeNow() === end));
  }
}

function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
}

function sizeNow() {
  return root.dataset.textSize ?? 'normal';
}
