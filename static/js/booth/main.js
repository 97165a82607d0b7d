// The booth: slip, choose, review, lock, cast, receipt, cleared. All steps live in this one page, so that a
// half-made choice survives a dropped network; nothing is stored, and every end clears everything.

import * as castStep from './cast-step.js';
import * as challengeStep from './challenge-step.js';
import * as chooseStep from './choose-step.js';
import { Engine } from './engine.js';
import { Countdown, Watch } from './idle.js';
import { checkOwnScript } from '../page/own-script.js';
import { post } from '../page/post.js';
import { isReceiptOf } from '../protocol/receipt.js';
import * as receiptStep from './receipt-step.js';
import * as reviewStep from './review-step.js';
import { ask, clearProblem, current, element, problem, show } from './screen.js';
import * as sealedStep from './sealed-step.js';
import { readFragment } from './slip.js';
import * as slipStep from './slip-step.js';
import { listenTextSize, resetTextSize } from './text-size.js';
import { Visit } from './visit.js';
import { known, say } from '../page/words.js';

const settings = document.getElementById('booth').dataset;
const limits = {
  minimum: Number(settings.minimum),
  maximum: Number(settings.maximum),
  blank: settings.blank === 'true',
};
const seconds = { idle: Number(settings.idle), warning: Number(settings.warning) };
const receiptSeconds = Number(settings.receipt);
const watch = new Watch(seconds, () => finish('abandoned'));
const FAULTS = new Set(['election-fingerprint', 'election-mismatch', 'receipt-mismatch']);
const nextVoter = new Countdown();

let engine = new Engine();
let uuid = '';
let opening = openElection();
opening.catch(tellOffice);
let visit = null;

async function openElection() {
  await checkOwnScript();
  const response = await fetchPatiently(settings.electionJson);
  const bytes = await response.arrayBuffer();
  const election = await engine.open(bytes, settings.fingerprint);
  if (!agrees(election.questions)) throw new Error('election-mismatch');
  uuid = election.uuid;
}

/** The candidates and limits on the page are those of the hashed election, in its order. */
function agrees([question, ...more]) {
  return (
    more.length === 0 &&
    chooseStep.agrees(question.answers) &&
    question.minimum === limits.minimum &&
    question.maximum === limits.maximum &&
    question.blank === limits.blank
  );
}

async function fetchPatiently(url) {
  for (;;) {
    try {
      const response = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
      if (response.ok) return response;
    } catch {
      /* no network yet: ask again */
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 2000);
    });
  }
}

/** What stops this booth is told to the office, once and without waiting: which fault, nothing else. */
function tellOffice(error) {
  if (!FAULTS.has(error.message)) return;
  const patience = { uncertain: () => {}, signal: AbortSignal.timeout(30000) };
  post(settings.stopped, { fault: error.message }, patience).catch(() => {});
}

/** Step 1 to step 2: is this slip good? */
async function takeSlip(slip) {
  visit?.end();
  const mine = new Visit(slip);
  visit = mine;
  watch.start();
  slipStep.busy(true);
  clearProblem();
  try {
    await opening;
    const credential = await engine.identify(mine.credential);
    const { ok, answer } = await post(
      settings.slip,
      { token: mine.token, credential },
      {
        uncertain: (attempt) => {
          if (attempt === 1) problem(say('slip-unknown'));
        },
        busy: tellBusy,
        signal: mine.signal,
      },
    );
    if (ok) enter();
    else giveUp(answer.message);
  } catch (error) {
    if (visit === mine) giveUp(explain(error));
  } finally {
    slipStep.busy(false);
  }
}

function tellBusy(seconds, _attempt, full) {
  problem(full ? say('server-full') : say('server-busy', { seconds }));
}

function enter() {
  slipStep.wipe();
  window.addEventListener('beforeunload', hold);
  show('choose');
}

/** Step 2 to step 3: the names once more; nothing is encrypted yet. */
function review(blank) {
  const rows = blank ? [] : chooseStep.chosenRows();
  const marks = chooseStep.marks(blank);
  if (limits.blank) marks.unshift(blank ? 1 : 0);
  visit.marks = marks;
  visit.blank = blank;
  reviewStep.fill(rows, limits.maximum - rows.length, blank);
  show('review');
}

/** Step 3 to step 4: lock the vote. Only with the tracker on the screen can it be cast or tested. */
async function lock() {
  const mine = visit;
  if (mine.sealing) return;
  const sealing = engine.encrypt([mine.marks]);
  mine.sealing = sealing;
  reviewStep.busy(true);
  try {
    const { tracker } = await sealing;
    if (mine.sealing === sealing) await sealedStep.open(uuid, tracker, mine.blank);
  } catch (error) {
    if (mine.sealing === sealing) fail(explain(error));
  } finally {
    if (mine.sealing === sealing) reviewStep.busy(false);
  }
}

/** Back from a step to the one before; a locked vote is thrown away. */
function back(step) {
  discard();
  show(step);
}

function discard() {
  visit.sealing = null;
  sealedStep.wipe();
  reviewStep.busy(false);
  engine.discard().catch(() => {});
}

/** Step 4 to the test: the ballot is noted as never to be cast, and only then opened. */
async function challenge() {
  const mine = visit;
  const sealing = mine.sealing;
  const asked = await ask('challenge-question');
  if (mine.sealing !== sealing) return;
  if (asked !== 'test') {
    sealedStep.wake();
    return;
  }
  try {
    const { ballot, lock: verdictLock } = await sealing;
    const { ok, answer } = await post(
      settings.challenge,
      { ballot, lock: verdictLock },
      {
        uncertain: (attempt) => {
          if (attempt === 1) problem(say('slip-unknown'));
        },
        busy: tellBusy,
        signal: mine.signal,
      },
    );
    const opening = ok && mine.sealing === sealing ? await engine.reveal() : null;
    if (mine.sealing !== sealing) return; // left or gone back meanwhile: nothing is shown
    if (opening) openForTest(opening);
    else {
      problem(answer.message);
      sealedStep.wake();
    }
  } catch (error) {
    if (visit === mine && mine.sealing === sealing) fail(explain(error));
  }
}

function openForTest(text) {
  sealedStep.wipe();
  challengeStep.open(settings.opening, uuid, text);
}

/** After the test the delegate locks another vote: one that was opened is worth nothing, and who saw it knows it. */
async function endChallenge() {
  const mine = visit;
  const next = await ask('after-test-question');
  if (next === '' || visit !== mine) return;
  challengeStep.wipe();
  discard();
  if (next !== 'keep') chooseStep.wipe(limits);
  show('choose');
}

/** Step 4 to step 5: cast, and ask again until it is certain. */
async function cast() {
  const mine = visit;
  watch.stop();
  castStep.begin();
  try {
    const { ballot, tracker } = await mine.sealing;
    const { ok, answer } = await post(
      settings.ballot,
      { ballot },
      {
        uncertain: castStep.uncertain,
        busy: castStep.busy,
        signal: mine.signal,
      },
    );
    if (!ok) refused(answer);
    else if (answer.tracker !== tracker) throw new Error('receipt-mismatch');
    else receive(answer);
  } catch (error) {
    tellOffice(error);
    if (visit === mine) dispute(explain(error));
  }
}

function receive({ tracker, receipt, repeated }) {
  const named = isReceiptOf(receipt, settings.fingerprint, tracker) ? receipt : null;
  forget();
  receiptStep.open({ tracker, receipt: named, repeated }, receiptSeconds, () => finish('ended'));
}

/** The slip was refused: its secret is forgotten, the reason stays on the screen. */
function giveUp(text) {
  visit?.end();
  visit = null;
  engine.forget().catch(() => {});
  if (current() !== 'slip') show('slip');
  problem(text);
}

/** The ballot was refused: back to the review with the reason, the choice still there. */
function fail(text) {
  back('review');
  problem(text);
  watch.start();
}

/** Nobody here knows what became of the vote: its tracker stays on the screen, and nothing can be pressed. */
function dispute(text) {
  visit.disputed = true;
  sealedStep.freeze();
  show('sealed');
  problem(text);
  watch.start();
}

/** A refusal by the server; once voting has been closed nothing is left to try. */
function refused({ error, message }) {
  if (error === 'election-closed') finish('closed');
  else fail(message);
}

function explain(error) {
  return say(known(error.message) ? error.message : 'unexpected');
}

/** Forget slip and choice, in every variable, field and list. */
function forget() {
  window.removeEventListener('beforeunload', hold);
  watch.stop();
  visit?.end();
  visit = null;
  slipStep.wipe();
  chooseStep.wipe(limits);
  reviewStep.wipe();
  sealedStep.wipe();
  challengeStep.wipe();
  engine.end();
}

/** The end of a visit, whichever: all gone, then ready for the next delegate. */
function finish(how) {
  const said = visit?.disputed ? 'disputed' : how;
  forget();
  receiptStep.wipe();
  resetTextSize();
  for (const text of element('done').querySelectorAll('[data-how]')) text.hidden = text.dataset.how !== said;
  show('done');
  nextVoter.start(Number(settings.done), () => {}, startAgain);
}

/** A new page where the network allows it, so that not even the memory is the old one. */
async function startAgain() {
  nextVoter.stop();
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    if (response.ok) {
      location.replace(location.pathname);
      return;
    }
  } catch {
    /* no network: go on in this page */
  }
  renew();
  begin();
}

/** A new worker and nothing of the last visit. */
function renew() {
  nextVoter.stop();
  receiptStep.wipe();
  forget();
  engine = new Engine();
  opening = openElection();
  opening.catch(tellOffice);
}

function hold(event) {
  event.preventDefault();
}

/** A slip scanned while the page is already open arrives as a new fragment. */
function takeScanned() {
  const fragment = window.takeFragment();
  if (!fragment || current() === 'cast') return;
  const slip = readFragment(fragment);
  if (slip.fault && visit) problem(say(slip.fault));
  else if (!visit || visit.credential !== slip.credential) {
    renew();
    begin(slip);
  }
}

function begin(slip) {
  show('slip');
  opening.catch((error) => {
    if (error.message !== 'ended') problem(explain(error));
  });
  if (slip?.fault) slipStep.refuse(slip.fault);
  else if (slip) takeSlip(slip);
}

function listen() {
  slipStep.listen(settings.election, takeSlip, () => watch.start());
  chooseStep.listen(limits, review);
  reviewStep.listen({ lock, back: () => back('choose') });
  sealedStep.listen({ cast, challenge, back: () => back('review') });
  receiptStep.listen(receiptSeconds, () => finish('ended'));
  challengeStep.listen(endChallenge);
  listenTextSize();
  element('done').querySelector('[data-act=next]').addEventListener('click', startAgain);
  document.getElementById('leave').addEventListener('click', async () => {
    if (visit?.disputed || (await ask('leave-question')) === 'leave') finish('left');
  });
  window.addEventListener('hashchange', takeScanned);
  window.addEventListener('pagehide', forget);
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}

/** Beyond this computer a slip is taken over an encrypted line alone; a trial without one is marked on every page. */
function isSafe() {
  return window.isSecureContext || settings.trial === 'true';
}

const arrived = window.takeFragment();
document.getElementById('preparing').hidden = true;
if (isSafe()) {
  listen();
  begin(arrived ? readFragment(arrived) : undefined);
} else {
  document.getElementById('insecure').hidden = false;
}
