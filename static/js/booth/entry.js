// Who comes: a slip is typed or scanned, at any step, and the server says whether it may vote.

import { askSlip } from './calls.js';
import { clear, finish, hold, renew, watch } from './ends.js';
import { now } from './now.js';
import { clearProblem, current, problem, show } from './screen.js';
import * as slipStep from './slip-step.js';
import { Visit } from './visit.js';
import { explain, tellBusy, tellUnknown } from './tell.js';

/** The first screen; `slip` as `readFragment` gives it, where one was read already. */
export function begin(slip) {
  show('slip');
  now.room.opening.catch((error) => {
    if (error.message !== 'ended') problem(explain(error));
  });
  if (slip?.fault) slipStep.refuse(slip.fault, slip);
  else if (slip) takeSlip(slip);
}

/** Is this slip good? Then the candidates. */
export async function takeSlip(slip) {
  now.visit?.end();
  const mine = new Visit(slip);
  now.visit = mine;
  watch.start();
  slipStep.busy(true);
  clearProblem();
  try {
    await now.room.opening;
    const credential = await now.room.engine.identify(mine.credential);
    const patience = { uncertain: tellUnknown, busy: tellBusy, signal: mine.signal };
    const { ok, answer } = await askSlip({ token: mine.token, credential }, patience);
    if (!ok) giveUp(answer.message);
    else if (mine.go('admitted')) enter();
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

/** The slip was refused: its secret is forgotten, the reason stays on the screen. */
function giveUp(text) {
  now.visit?.end();
  now.visit = null;
  now.room.engine.forget().catch(() => {});
  if (current() !== 'slip') show('slip');
  problem(text);
}

/**
 * A slip was read while the page is open, by whatever reads slips, at any step.
 * @param {{token: string|null, credential: string}|{fault: string}} slip
 */
export function takeScanned(slip) {
  const { visit } = now;
  if (visit?.at === 'casting') return;
  if (slip.fault && visit) problem(explain({ message: slip.fault }));
  else if (!visit || visit.credential !== slip.credential) {
    renew();
    begin(slip);
  }
}

/** A new page where the network allows it, so that not even the memory is the old one. */
export async function startAgain() {
  clear();
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

/** The delegate leaves: asked first, unless nothing more can be done here. */
export async function leave(ask) {
  if (now.visit?.at === 'unclear' || (await ask('leave-question')) === 'leave') finish('left');
}
