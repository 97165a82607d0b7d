// Check a challenged ballot: make it again from its opening, compare its tracker with the one scanned before the test,
// refuse it where the board has not noted it as a test or the record holds it. Its choices are never sent. As a file the
// page asks no board.

import { readCode } from '../protocol/codes.js';
import { openElection } from '../protocol/election.js';
import { generatorTable, makeTable } from '../protocol/group.js';
import { decodeOpening, reopen } from '../protocol/opening.js';
import { known, say } from '../page/words.js';
import { Camera, hasCamera } from '../page/camera.js';
import { readFrame, readPhoto } from '../page/scan.js';
import { needNoted } from './noted.js';
import { holds } from './record.js';
import * as result from './result.js';
import { tellBoard } from './verdict.js';

const settings = document.getElementById('challenge').dataset;
const form = document.getElementById('challenge-form');
const problem = document.getElementById('challenge-problem');
const progress = document.getElementById('challenge-progress');
const scanner = document.getElementById('scanner');
const noted = { box: document.getElementById('challenge-noted'), tracker: null };
const camera = new Camera(scanner.querySelector('video'), readFrame);
const election = fetch(settings.election)
  .then((answer) => answer.arrayBuffer())
  .then((bytes) => openElection(new Uint8Array(bytes), settings.fingerprint));
election.catch((error) => refuse(error.message));
let record = null;
let opened = null;

/** What was scanned, pasted or came in the address. */
async function take(text) {
  problem.hidden = true;
  try {
    const frozen = await election;
    const { tracker, opening } = readCode(text, frozen.uuid);
    if (tracker) note(tracker);
    else await open(frozen, decodeOpening(opening, frozen));
  } catch (error) {
    refuse(error.message, error.cause);
  }
}

function note(tracker) {
  noted.tracker = tracker;
  noted.box.hidden = false;
  noted.box.querySelector('[data-text]').textContent = say('tracker-noted', { tracker: result.finding(tracker) });
  if (opened) result.compare(opened.tracker, tracker);
  else noted.box.focus();
}

async function open(frozen, opening) {
  opened = null;
  result.hide();
  progress.textContent = say('opening');
  try {
    const bases = { g: generatorTable(), y: makeTable(frozen.publicKey) };
    const { tracker } = reopen(frozen, bases, opening);
    await askBoard(tracker, opening.seed);
    const looked = await lookFor(tracker);
    opened = { tracker, seed: opening.seed };
    result.show(frozen, opening, tracker, noted.tracker);
    tellLooked(looked);
  } finally {
    progress.textContent = '';
  }
}

/** Ask the board, where this page came from it; throws Error with the code of why the vote is not shown. */
async function askBoard(tracker, seed) {
  if (!settings.noted) return;
  try {
    await needNoted(settings.noted, { tracker, seed });
  } catch ({ message }) {
    const isOther = noted.tracker !== null && noted.tracker !== tracker;
    throw new Error(isOther && message === 'opening-unnoted' ? 'opening-differs' : message, { cause: tracker });
  }
}

/** What the page knows of the box: the board's word, where it was asked, and what the record says. */
function tellLooked(looked) {
  if (settings.noted) result.tellLooked('noted', ...(looked ? ['looked'] : []));
  else result.tellLooked(looked ? 'looked' : 'not-looked');
}

/** Whether the record could be looked at; throws Error 'opening-cast' where it holds the ballot. */
async function lookFor(tracker) {
  const file = record ?? (await served());
  if (!file) return false;
  if (await holds(file, settings.fingerprint, tracker)) throw new Error('opening-cast');
  return true;
}

/** The board's record, where this page came from its server; none in a page that was kept as a file. */
async function served() {
  if (!settings.record) return null;
  try {
    const answer = await fetch(settings.record, { cache: 'no-store' });
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null;
  }
}

async function takeRecord(file) {
  problem.hidden = true;
  try {
    record = null;
    await holds(file, settings.fingerprint, '');
    record = file;
    document.getElementById('record-name').textContent = say('record-taken');
    if (!opened) return;
    await lookFor(opened.tracker);
    tellLooked(true);
  } catch (error) {
    if (error.message === 'opening-cast') {
      opened = null;
      result.hide();
    }
    refuse(error.message);
  }
}

async function scan() {
  problem.hidden = true;
  scanner.hidden = false;
  try {
    await camera.start((text) => {
      scanner.hidden = true;
      take(text);
    });
  } catch {
    stopScanning();
    refuse('camera-refused');
  }
}

function stopScanning() {
  camera.stop();
  scanner.hidden = true;
}

async function giveVerdict(agrees) {
  const tracker = noted.tracker ?? opened.tracker;
  result.tellVerdict(await tellBoard(settings.verdict, { tracker, seed: opened.seed, agrees }), tracker);
}

/** Say why; `tracker` is that of an opened vote which is not shown, unless the one before the test was scanned. */
function refuse(code, tracker) {
  const values = tracker ? { tracker: result.finding(noted.tracker ?? tracker) } : {};
  problem.querySelector('[data-problem-text]').textContent = say(known(code) ? code : 'opening-format', values);
  problem.hidden = false;
  problem.focus();
}

/** A file that was chosen; the field is emptied, so that the same may be chosen again. */
function chosen(id, work) {
  document.getElementById(id).addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (file) await work(file);
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  take(document.getElementById('challenge-text').value);
});
chosen('photo', (file) => readPhoto(file).then(take, (error) => refuse(error.message)));
chosen('record', takeRecord);
document.getElementById('scan').addEventListener('click', scan);
scanner.querySelector('button').addEventListener('click', stopScanning);
for (const button of document.querySelectorAll('[data-found]')) {
  button.addEventListener('click', () => giveVerdict(button.dataset.found === 'agrees'));
}
document.getElementById('scan').hidden = !hasCamera();
document.getElementById('no-camera').hidden = hasCamera();
document.getElementById('challenge').hidden = false;
const arrived = window.takeFragment();
if (arrived) take(arrived);
window.addEventListener('hashchange', () => take(window.takeFragment()));
