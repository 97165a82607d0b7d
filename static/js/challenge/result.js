// What an opened vote holds, on the page of the other device: the comparison of the trackers, and the names.

import { FIND, short } from '../protocol/short.js';
import { showDigits, showTracker } from '../page/tracker.js';
import { digits, say } from '../page/words.js';

const box = document.getElementById('challenge-result');
const compared = document.getElementById('challenge-compared');
const agreeButton = box.querySelector('[data-found=agrees]');
const said = document.getElementById('verdict-said');

/** Show it; `noted` is the tracker that was scanned before the test, or null where a person compares. */
export function show({ questions }, { choices }, tracker, noted) {
  showTracker(document.getElementById('challenge-tracker'), tracker);
  showDigits(document.getElementById('challenge-digits'), tracker);
  const names = questions.flatMap((question, i) => marked(question, choices[i]));
  document.getElementById('challenge-names').replaceChildren(...names.map(item));
  document.getElementById('challenge-blank').hidden = names.length > 0;
  compare(tracker, noted);
  said.textContent = '';
  for (const button of box.querySelectorAll('[data-found]')) button.disabled = false;
  box.hidden = false;
  box.querySelector('h2').focus();
}

/** Say whether the trackers are the same, wherever this device has seen both; else a person compares. */
export function compare(tracker, noted) {
  const differs = noted !== null && noted !== tracker;
  const word = noted === null ? 'tracker-compare' : differs ? 'tracker-differs' : 'tracker-same';
  compared.textContent = say(word);
  compared.className = `notice notice-${noted === null ? 'attention' : differs ? 'danger' : 'success'}`;
  agreeButton.hidden = differs;
}

/** What is known of whether the vote was cast: 'noted', 'looked', 'not-looked'. */
export function tellLooked(...known) {
  document.getElementById('challenge-looked').textContent = known.map((word) => say(word)).join(' ');
}

/** What became of the verdict; the tracker by which an officer notes what this device could not tell. */
export function tellVerdict(fate, tracker) {
  said.textContent = say(`verdict-${fate}`, { tracker: finding(tracker) });
  if (fate === 'counted') for (const button of box.querySelectorAll('[data-found]')) button.disabled = true;
}

export function hide() {
  box.hidden = true;
  document.getElementById('challenge-names').replaceChildren();
}

/** The digits that find a tracker, in groups, kept from left to right. */
export function finding(tracker) {
  return `\u2066${digits(short('tracker', tracker, FIND).match(/.{4}/g).join(' '))}\u2069`;
}

function marked({ answers, blank }, marks) {
  return answers.filter((_, i) => marks[i + (blank ? 1 : 0)] === 1);
}

function item(text) {
  const entry = document.createElement('li');
  entry.textContent = text;
  return entry;
}
