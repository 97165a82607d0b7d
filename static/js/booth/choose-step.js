// Step 2: up to so many marks, the count always in sight, one mark too many prevented and explained.

import { announce, clearProblem, problem } from './screen.js';
import { say } from '../page/words.js';

const form = document.getElementById('choose-form');
const boxes = [...form.querySelectorAll('input[name=choice]')];
const bar = document.getElementById('count-bar');
const count = document.getElementById('count');
const pips = document.getElementById('pips');
const refusal = document.getElementById('count-refusal');
const filter = document.getElementById('candidate-filter');
const found = document.getElementById('candidates-found');

/** Listen once; `limits` are those of the hashed election, `done(blank)` ends the step. */
export function listen(limits, done) {
  form.addEventListener('change', ({ target }) => mark(target, limits));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const blank = event.submitter?.value === 'blank';
    const marked = chosenRows().length;
    if (blank && marked > 0) problem(say('blank-with-marks', { count: marked }));
    else if (!blank && marked < limits.minimum) problem(say('too-few', { minimum: limits.minimum }));
    else done(blank);
  });
  form.addEventListener('click', openDossier);
  filter?.addEventListener('input', () => narrow());
  filter?.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  refresh(limits);
}

/** One 0 or 1 per candidate, in the election's order; all 0 on a blank vote. */
export function marks(blank) {
  return boxes.map((box) => (box.checked && !blank ? 1 : 0));
}

/** The cards that are marked. */
export function chosenRows() {
  return boxes.filter((box) => box.checked).map((box) => box.closest('li'));
}

/**
 * Whether the cards are the answers of the hashed election, in its order. Where the page is in another
 * language than the election, each card shows the election's own text beside the translated name.
 */
export function agrees(answers) {
  if (answers.length !== boxes.length) return false;
  return boxes.every((box, i) => {
    const official = box.closest('li').querySelector('.pick-official');
    if (!official) return answers[i].includes(box.dataset.name);
    official.textContent = answers[i];
    return true;
  });
}

export function wipe(limits) {
  form.reset();
  for (const box of boxes) box.checked = false;
  if (filter) {
    filter.value = '';
    narrow();
  }
  refresh(limits);
}

function mark(box, limits) {
  if (!boxes.includes(box)) return;
  clearProblem();
  if (box.checked && chosenRows().length > limits.maximum) {
    box.checked = false;
    refresh(limits);
    refuse(box.dataset.name, limits);
  } else {
    refresh(limits);
    announce(say('count', { maximum: limits.maximum, count: chosenRows().length }));
  }
}

function refresh(limits) {
  const marked = chosenRows().length;
  bar.classList.toggle('full', marked === limits.maximum);
  count.textContent = say('count', { maximum: limits.maximum, count: marked });
  pips.replaceChildren(...Array.from({ length: limits.maximum }, (_, i) => pip(i < marked)));
  refusal.hidden = true;
  refusal.textContent = '';
}

/** One place on the ballot, taken or free. */
function pip(taken) {
  const place = document.createElement('span');
  place.className = taken ? 'pip pip-taken' : 'pip';
  return place;
}

function refuse(name, limits) {
  refusal.hidden = false;
  refusal.textContent = say('too-many', { maximum: limits.maximum, name: `\u2068${name}\u2069` });
}

function openDossier({ target }) {
  const button = target.closest('button[data-dossier]');
  if (button) document.getElementById(button.dataset.dossier).showModal();
}

/** One spelling for letters that look the same, so that a search finds what the eye sees. */
function fold(text) {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[ةۀ]/g, 'ه')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\s\p{Cf}\p{Mn}]/gu, '');
}

function narrow() {
  const wanted = fold(filter.value);
  let shown = 0;
  for (const item of form.querySelectorAll('li[data-search]')) {
    item.hidden = !fold(item.dataset.search).includes(wanted);
    if (!item.hidden) shown += 1;
  }
  found.textContent = wanted ? say(shown ? 'found' : 'found-none', { count: shown, total: boxes.length }) : '';
}
