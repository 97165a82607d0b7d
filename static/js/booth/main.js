// The booth: slip, choose, review, cast, receipt, cleared. All steps live in this one page, so that a
// half-made choice survives a dropped network; nothing is stored, and every end clears everything.

import * as castStep from './cast-step.js';
import * as challengeStep from './challenge-step.js';
import * as chooseStep from './choose-step.js';
import { Engine } from './engine.js';
import { Countdown, Watch } from './idle.js';
import { post } from './post.js';
import * as receiptStep from './receipt-step.js';
import * as reviewStep from './review-step.js';
import { ask, clearProblem, current, element, problem, show } from './screen.js';
import { readFragment } from './slip.js';
import * as slipStep from './slip-step.js';
import { listenTextSize, resetTextSize } from './text-size.js';
import { Visit } from './visit.js';
import { known, say } from './words.js';

const settings = document.getElementById('booth').dataset;
const limits = { minimum: Number(settings.minimum), maximum: Number(settings.maximum), blank: settings.blank === 'true' };
const seconds = { idle: Number(settings.idle), warning: Number(settings.warning) };
const receiptSeconds = Number(settings.receipt);
const watch = new Watch(seconds, () => finish('abandoned'));
const nextVoter = new Countdown();

let engine = new Engine();
let opening = openElection();
let visit = null;

async function openElection() {
  const response = await fetchPatiently(settings.electionJson);
  const bytes = await response.arrayBuffer();
  const { questions } = await engine.open(bytes, settings.fingerprint);
  if (!agrees(questions)) throw new Error('election-mismatch');
}

/** The candidates and limits on the page are those of the hashed election, in its order. */
function agrees([question, ...more]) {
  return more.length === 0
    && chooseStep.agrees(question.answers)
    && question.minimum === limits.minimum && question.maximum === limits.maximum && question.blank === limits.blank;
}

async function fetchPatiently(url) {
  for (;;) {
    try {
      const response = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
      if (response.ok) return response;
    } catch { /* no network yet: ask again */ }
    await new Promise((resolve) => { setTimeout(resolve, 2000); });
  }
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
    const { ok, answer } = await post(settings.slip, { token: mine.token, credential }, {
      uncertain: (attempt) => { if (attempt === 1) problem(say('slip-unknown')); }, signal: mine.signal });
    if (ok) enter();
    else giveUp(answer.message);
  } catch (error) {
    if (visit === mine) giveUp(explain(error));
  } finally {
    slipStep.busy(false);
  }
}

function enter() {
  slipStep.wipe();
  window.addEventListener('beforeunload', hold);
  show('choose');
}

/** Step 2 to step 3: encryption starts while the delegate reads. */
function review(blank) {
  const rows = blank ? [] : chooseStep.chosenRows();
  const marks = chooseStep.marks(blank);
  if (limits.blank) marks.unshift(blank ? 1 : 0);
  const sealing = engine.encrypt([marks]);
  visit.sealing = sealing;
  reviewStep.fill(rows, limits.maximum - rows.length, blank);
  show('review');
  sealing.then(({ tracker }) => { if (visit?.sealing === sealing) reviewStep.seal(tracker); }, () => {});
}

/** Step 3 to the test: the ballot is noted as never to be cast, and only then opened. */
async function challenge() {
  if (await ask('challenge-question') !== 'test') return;
  const mine = visit;
  try {
    const { ballot, tracker } = await mine.sealing;
    const { ok, answer } = await post(settings.challenge, { token: mine.token, ballot }, {
      uncertain: () => problem(say('slip-unknown')), signal: mine.signal });
    if (!ok) fail(answer.message);
    else challengeStep.open(settings.opening, { tracker, opening: await engine.reveal() });
  } catch (error) {
    if (visit === mine) fail(explain(error));
  }
}

/** After the test the delegate chooses again: a ballot that was opened is worth nothing. */
async function endChallenge(agrees) {
  const mine = visit;
  const { tracker } = await mine.sealing;
  mine.sealing = null;
  challengeStep.wipe();
  reviewStep.wipe();
  chooseStep.wipe(limits);
  show('choose');
  if (agrees === null) return;
  if (!agrees) problem(say('challenge-differs'));
  post(settings.verdict, { token: mine.token, tracker, agrees }, { uncertain: () => {}, signal: mine.signal }).catch(() => {});
}

/** Step 3 to step 5: cast, and ask again until it is certain. */
async function cast() {
  const mine = visit;
  watch.stop();
  castStep.begin();
  try {
    const { ballot, tracker } = await mine.sealing;
    const { ok, answer } = await post(settings.ballot, { token: mine.token, ballot }, {
      uncertain: castStep.uncertain, signal: mine.signal });
    if (!ok) refused(answer);
    else if (answer.tracker !== tracker) fail(say('receipt-mismatch'));
    else receive(tracker, answer.repeated);
  } catch (error) {
    if (visit === mine) fail(explain(error));
  }
}

function receive(tracker, repeated) {
  forget();
  receiptStep.open(tracker, repeated, receiptSeconds, () => finish('ended'));
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
  show('review');
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
  challengeStep.wipe();
  engine.end();
}

/** The end of a visit, whichever: all gone, then ready for the next delegate. */
function finish(how) {
  forget();
  receiptStep.wipe();
  resetTextSize();
  for (const text of element('done').querySelectorAll('[data-how]')) text.hidden = text.dataset.how !== how;
  show('done');
  nextVoter.start(Number(settings.done), () => {}, startAgain);
}

/** A new page where the network allows it, so that not even the memory is the old one. */
async function startAgain() {
  nextVoter.stop();
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    if (response.ok) { location.replace(location.pathname); return; }
  } catch { /* no network: go on in this page */ }
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
  else if (!visit || visit.credential !== slip.credential) { renew(); begin(slip); }
}

function begin(slip) {
  show('slip');
  opening.catch((error) => { if (error.message !== 'ended') problem(explain(error)); });
  if (slip?.fault) slipStep.refuse(slip.fault);
  else if (slip) takeSlip(slip);
}

function listen() {
  slipStep.listen(settings.election, takeSlip, () => watch.start());
  chooseStep.listen(limits, review);
  receiptStep.listen(receiptSeconds, () => finish('ended'));
  challengeStep.listen(endChallenge);
  listenTextSize();
  element('review').querySelector('[data-act=cast]').addEventListener('click', cast);
  element('review').querySelector('[data-act=back]').addEventListener('click', () => { visit.sealing = null; show('choose'); });
  element('review').querySelector('[data-act=challenge]').addEventListener('click', challenge);
  element('done').querySelector('[data-act=next]').addEventListener('click', startAgain);
  document.getElementById('leave').addEventListener('click', async () => {
    if (await ask('leave-question') === 'leave') finish('left');
  });
  window.addEventListener('hashchange', takeScanned);
  window.addEventListener('pagehide', forget);
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
}

listen();
document.getElementById('preparing').hidden = true;
const arrived = window.takeFragment();
begin(arrived ? readFragment(arrived) : undefined);
