// Who comes: a slip is typed or scanned, at any step, and the server says whether it may vote.

import { receive } from './acts.js';
import { askSlip, fetchPage } from './calls.js';
import * as castStep from './cast-step.js';
import { clear, finish, hold, renew, watchOver } from './ends.js';
import { cover } from './idle.js';
import { pageThatCame } from './language.js';
import { now, settings } from './now.js';
import { ask, clearProblem, current, problem, show } from './screen.js';
import * as slipStep from './slip-step.js';
import { explain, refusal, tellBusy, tellUnknown } from './tell.js';
import { holds, Visit } from './visit.js';

/** Milliseconds after which a booth that is not ready says that it waits for the network. */
const SOON = 4000;

/** The scripts and sheets of this page. */
const FILES = filesOf(document);

/** The first screen; `slip` as `readFragment` gives it, where one was read already. */
export function begin(slip) {
  show('slip');
  tellOf(now.room);
  if (slip?.fault) slipStep.refuse(slip.fault, slip);
  else if (slip) takeSlip(slip);
}

/** Say what keeps the booth from being ready: nothing for long, the network, or what is wrong with it. */
function tellOf(room) {
  const slow = setTimeout(() => problem({ name: 'booth-waits' }, { focus: false }), SOON);
  room.opening
    .then(
      () => clearProblem('booth-waits'),
      (error) => {
        if (error.message !== 'ended') problem(explain(error));
      },
    )
    .finally(() => clearTimeout(slow));
}

/** Is this slip good? Then the candidates, or the tracker of the vote that was cast with it. */
export async function takeSlip(slip) {
  now.visit?.end();
  const mine = new Visit(slip);
  now.visit = mine;
  watchOver();
  slipStep.busy(true);
  clearProblem();
  try {
    await now.room.opening;
    const credential = await now.room.engine.identify(mine.credential);
    mine.public = credential;
    mine.proof = await now.room.engine.hold();
    const patience = { uncertain: tellUnknown, busy: tellBusy, signal: mine.signal };
    const { ok, answer } = await askSlip({ token: mine.token, credential, proof: mine.proof }, patience);
    if (ok && mine.go('admitted')) enter();
    else if (!ok && answer.tracker && !settings.paper && mine.go('found')) showFound(answer);
    else if (!ok) giveUp(refusal(answer));
  } catch (error) {
    if (now.visit === mine) giveUp(explain(error));
  } finally {
    slipStep.busy(false);
  }
}

function enter() {
  slipStep.wipe();
  hold();
  show('choose');
}

/** A vote was cast with this slip before: who lost the receipt finds it here. */
function showFound({ tracker, receipt }) {
  hold();
  receive({ tracker, receipt, found: true });
}

/** The slip was refused: its secret is forgotten, the reason stays on the screen. */
function giveUp(words) {
  now.visit?.end();
  now.visit = null;
  now.room.engine?.forget().catch(() => {});
  if (current() !== 'slip') show('slip');
  problem(words);
}

/**
 * A slip was read while the page is open, by whatever reads slips, at any step. A vote that is being made and a receipt
 * are left only when somebody says so.
 * @param {{token: string|null, credential: string}|{fault: string}} slip
 */
export async function takeScanned(slip) {
  const { visit } = now;
  const holding = holds(visit);
  if (document.getElementById('slip-question').open) return; // one question at a time
  if (visit?.at === 'casting') castStep.another();
  else if (slip.fault && holding !== 'nothing') problem({ name: slip.fault });
  else if (visit && visit.credential === slip.credential) clearProblem();
  else if (holding === 'nothing' || (await mayClear(holding))) {
    if (now.visit !== visit) return; // ended meanwhile
    renew();
    begin(slip);
  }
}

/** Whether what is on the screen may go; it is covered while that is asked, for another person may stand there. */
async function mayClear(holding) {
  const question = document.getElementById('slip-question');
  for (const text of question.querySelectorAll('[data-holds]')) text.hidden = text.dataset.holds !== holding;
  cover(true);
  const said = await ask('slip-question');
  cover(document.getElementById('idle-warning').open);
  return said === 'new';
}

/**
 * Ready for the next delegate, at once and in this page, put back to what it was. Where the server has another page by
 * now (voting ended, a candidate withdrew) that one is taken, unless somebody has begun meanwhile.
 */
export async function startAgain() {
  renew();
  begin();
  const { room } = now;
  const page = await fetchPage();
  if (!page || now.room !== room) return;
  takeMark(page);
  if (isOther(page) && !now.visit) {
    clear();
    location.replace(location.pathname);
  }
}

/** Whether the server has another page by now than the one that came. */
function isOther(page) {
  const came = pageThatCame();
  if (page.documentElement.lang !== came.documentElement.lang || filesOf(page) !== FILES) return true;
  return textOf(page) !== textOf(came);
}

/** Without what the page says before scripts run, and what belongs to this device. */
function textOf(page) {
  const copy = page.importNode(page.body, true); // within its own page: no picture is asked for
  for (const one of copy.querySelectorAll('noscript, #preparing, [data-lasting]')) one.remove();
  return copy.innerHTML;
}

function filesOf(page) {
  return [
    ...new Set([...page.querySelectorAll('head [integrity]')].map((one) => one.getAttribute('integrity'))),
  ].join();
}

function takeMark(page) {
  const fresh = page.querySelector('meta[name="csrf-token"]');
  if (fresh) document.querySelector('meta[name="csrf-token"]').content = fresh.content;
}

/** The delegate leaves: asked first, unless nothing more can be done here. */
export async function leave() {
  const { visit } = now;
  if (visit?.at === 'unclear') finish('left');
  else if ((await ask(visit?.at === 'casting' ? 'away-question' : 'leave-question')) === 'leave') finish('left');
}
