// Step 2: up to so many marks, the chosen and their count always in sight, one mark too many prevented and explained.

import { listenDossiers, openDossier, refreshDossier, wipeDossiers } from './dossier.js';
import { ListKeys } from './list-keys.js';
import { announce, clearProblem, current, problem } from './screen.js';
import { endSearch, listenSearch } from './search.js';
import { askForPlace, fillTray, nameOf, wipeTray } from './tray.js';
import { afterPaint, pressed } from '../page/after-paint.js';
import { say, whenWordsChange, write } from '../page/words.js';

const form = document.getElementById('choose-form');
const boxes = [...form.querySelectorAll('input[name=choice]')];
const bar = document.getElementById('count-bar');
const count = document.getElementById('count');
const said = document.getElementById('count-said');
const counter = document.getElementById('to-counter');
let keys = null;
let limits = { minimum: 0, maximum: 0 };
let answers = [];
let lastSaid = null;

/** Listen once; `given` are the limits of the hashed election, `done(blank)` ends the step. */
export function listen(given, done) {
  limits = given;
  keys = new ListKeys(boxes);
  form.addEventListener('change', ({ target }) => {
    if (boxes.includes(target)) change(target);
  });
  const goOn = pressed((blank) => isOpen() && end(blank, done));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = event.submitter ?? form.querySelector('button[value=review]');
    goOn(button, button.value === 'blank');
  });
  const look = pressed((number) => isOpen() && openDossier(Number(number)));
  form.addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-dossier]');
    if (button) look(button, button.dataset.dossier);
  });
  counter.addEventListener('click', () => form.querySelector('button[value=review]').focus());
  listenDossiers({ toggle, isMarked: (number) => boxOf(number).checked, beside, backTo });
  listenSearch(() => {
    keys.first();
    signList();
  });
  for (const sign of ['scroll', 'resize']) window.addEventListener(sign, signList, { passive: true });
  whenWordsChange(showAll);
  showAll();
}

/** One 0 or 1 per candidate, in the election's order; all 0 on a blank vote. */
export function marks(blank) {
  return boxes.map((box) => (box.checked && !blank ? 1 : 0));
}

/** The boxes that are marked. */
export function chosen() {
  return boxes.filter((box) => box.checked);
}

/** Take one mark away. */
export function takeAway(box) {
  box.checked = false;
  refresh(box);
  tell('taken-away', { name: nameOf(box) });
}

/** Bring one candidate into sight, with the focus on it. */
export function find(box) {
  endSearch();
  box.scrollIntoView({ block: 'center' });
  box.focus({ preventScroll: true });
}

/**
 * Whether the cards are the answers of the hashed election, in its order. Where the page is in another
 * language than the election, each card shows the election's own text beside the translated name.
 */
export function agrees(given) {
  answers = given;
  if (answers.length !== boxes.length) return false;
  boxes.forEach((box, place) => {
    official(box).textContent = document.documentElement.lang === 'fa' ? '' : answers[place];
  });
  return stillAgrees();
}

/** Whether what stands on the cards now is what the hashed election says: nothing translated it, nothing changed it. */
export function stillAgrees() {
  return boxes.every((box, place) => agreesAt(box.closest('li'), place));
}

/** Whether an item that shows candidate number `place + 1` shows it as the hashed election does. */
export function agreesAt(item, place) {
  const { name } = boxes[place].dataset;
  if (item.querySelector('.pick-name bdi').textContent !== name) return false;
  const own = document.documentElement.lang === 'fa';
  return own ? answers[place].includes(name) : item.querySelector('.pick-official').textContent === answers[place];
}

export function wipe(given) {
  limits = given;
  form.reset();
  for (const box of boxes) box.checked = false;
  lastSaid = null;
  endSearch();
  keys.first();
  wipeDossiers();
  wipeTray(limits.maximum);
  showAll();
}

/** Whether what was pressed a moment ago still stands there. */
function isOpen() {
  return current() === 'choose' && !document.querySelector('dialog[open]');
}

function end(blank, done) {
  const marked = chosen().length;
  if (blank && marked > 0) problem({ name: 'blank-with-marks', values: { count: marked } });
  else if (!blank && marked < limits.minimum) problem({ name: 'too-few', values: { minimum: limits.minimum } });
  else done(blank);
}

function toggle(number) {
  const box = boxOf(number);
  box.checked = !box.checked;
  change(box);
}

function change(box) {
  clearProblem();
  if (box.checked && chosen().length > limits.maximum) {
    box.checked = false;
    refresh(box);
    askForPlace(chosen(), box, (other) => exchange(other, box));
    return;
  }
  refresh(box);
  if (box.checked) tell(null);
  else tell('taken-away', { name: nameOf(box) });
}

/** The number of the candidate so many steps on among those that are shown; after the last comes the first. */
function beside(number, step) {
  const shown = boxes.filter((box) => !box.closest('li').hidden);
  const place = shown.indexOf(boxOf(number)) + step;
  return Number(shown.at(place % shown.length).value);
}

function backTo(number) {
  if (!isOpen()) return;
  const box = boxOf(number);
  keys.stopAt(box);
  const card = box.closest('li');
  card.scrollIntoView({ block: 'center' });
  card.querySelector('button[data-dossier]').focus({ preventScroll: true });
}

function exchange(other, box) {
  other.checked = false;
  box.checked = true;
  refresh(other, box);
  tell('exchanged', { name: nameOf(box), other: nameOf(other) });
  refreshDossier();
}

/** A touch is answered by its card; the bar follows when that was painted, for a slow tablet would keep both waiting. */
function refresh(...touched) {
  for (const box of touched) showOnCard(box);
  fillBarSoon();
}

function showAll() {
  for (const box of boxes) showOnCard(box);
  fillBar();
}

function showOnCard(box) {
  box.closest('li').classList.toggle('pick-taken', box.checked);
}

function fillBar() {
  const marked = chosen();
  bar.classList.toggle('full', marked.length === limits.maximum);
  bar.classList.toggle('some', marked.length > 0);
  write(count, 'count', { maximum: limits.maximum, count: marked.length });
  fillTray(marked, limits.maximum, (box) => {
    takeAway(box);
    form.querySelector('button[value=review]').focus({ preventScroll: true });
  });
  signList();
}

const fillBarSoon = afterPaint(fillBar);

/** What the last act did, until the next one; else whether the choice is complete, or the list goes on. */
function tell(word, values) {
  lastSaid = word ? { word, values } : null;
  const now = say('count', { maximum: limits.maximum, count: chosen().length });
  announce(word ? `${say(word, values)} ${now}` : now);
  signList();
}

const signList = afterPaint(() => {
  if (current() !== 'choose') {
    write(said, '');
    return;
  }
  const goesOn = form.querySelector('ul').getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 8;
  said.classList.toggle('goes-on', !lastSaid && goesOn);
  if (lastSaid) write(said, lastSaid.word, lastSaid.values);
  else if (goesOn) write(said, 'more-candidates');
  else write(said, chosen().length === limits.maximum ? 'complete' : '');
});

function boxOf(number) {
  return boxes.find((box) => Number(box.value) === number);
}

function official(box) {
  return box.closest('li').querySelector('.pick-official');
}
