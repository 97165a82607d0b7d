// Check a challenged ballot: make it again from its opening, show its tracker and its choices for comparing.
// Nothing is sent; the page works from a file as well.

import { openElection } from '../booth/election.js';
import { generatorTable, makeTable } from '../booth/group.js';
import { decodeOpening, reopen } from '../booth/opening.js';
import { showTracker } from '../booth/tracker.js';
import { known, say } from '../booth/words.js';

const settings = document.getElementById('challenge').dataset;
const form = document.getElementById('challenge-form');
const field = document.getElementById('challenge-text');
const result = document.getElementById('challenge-result');
const problem = document.getElementById('challenge-problem');

async function check(typed) {
  problem.hidden = true;
  result.hidden = true;
  try {
    const election = openElection(await bytesOf(settings.election), settings.fingerprint);
    const opening = decodeOpening(typed.slice(typed.lastIndexOf('#') + 1).trim(), election);
    const bases = { g: generatorTable(), y: makeTable(election.publicKey) };
    const { tracker } = reopen(election, bases, opening);
    tell(election, opening, tracker);
  } catch (error) {
    refuse(known(error.message) ? error.message : 'opening-format');
  }
}

async function bytesOf(address) {
  return new Uint8Array(await (await fetch(address)).arrayBuffer());
}

function tell({ questions }, { choices }, tracker) {
  showTracker(document.getElementById('challenge-tracker'), tracker);
  const names = questions.flatMap((question, i) => marked(question, choices[i]));
  document.getElementById('challenge-names').replaceChildren(...names.map(item));
  document.getElementById('challenge-blank').hidden = names.length > 0;
  result.hidden = false;
  result.querySelector('h2').focus();
}

function marked({ answers, blank }, marks) {
  return answers.filter((_, i) => marks[i + (blank ? 1 : 0)] === 1);
}

function item(text) {
  const entry = document.createElement('li');
  entry.textContent = text;
  return entry;
}

function refuse(code) {
  problem.querySelector('[data-problem-text]').textContent = say(code);
  problem.hidden = false;
  problem.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  check(field.value);
});
document.getElementById('challenge').hidden = false;
const arrived = window.takeFragment();
if (arrived) check(arrived);
window.addEventListener('hashchange', () => check(window.takeFragment()));
