// The booth: slip, choose, review, lock, cast, receipt, cleared. All steps live in this one page, so that a
// half-made choice survives a dropped network; nothing is stored, and every end clears everything.
// visit.js says how far a visit can be and what leads on; entry.js, acts.js and ends.js are its ways in, on and out.

import './early.js'; // both came before this script, unless the network lost them
import '../page/fragment.js';
import * as acts from './acts.js';
import { listenAloud } from './aloud.js';
import * as castStep from './cast-step.js';
import * as challengeStep from './challenge-step.js';
import * as chooseStep from './choose-step.js';
import * as ends from './ends.js';
import * as entry from './entry.js';
import * as handScanner from '../page/hand-scanner.js';
import { limits, now, settings } from './now.js';
import { listenOfficer } from './officer.js';
import * as paper from './paper.js';
import { CODE_LENGTH } from '../protocol/slip-code.js';
import * as receiptStep from './receipt-step.js';
import * as reviewStep from './review-step.js';
import { Room } from './room.js';
import * as sealedStep from './sealed-step.js';
import { listenSeeing, resetSeeing } from './seeing.js';
import { readFragment, readKeys } from './slip.js';
import * as slipStep from './slip-step.js';
import * as tablet from './tablet.js';

/** What each part of the page forgets with slip and choice, and what only with the visit. */
function clearWith() {
  ends.whenForgotten(slipStep.wipe);
  ends.whenForgotten(() => chooseStep.wipe(limits));
  ends.whenForgotten(reviewStep.wipe);
  ends.whenForgotten(sealedStep.wipe);
  ends.whenForgotten(challengeStep.wipe);
  ends.whenOver(receiptStep.wipe);
  ends.whenOver(resetSeeing);
}

function listen() {
  slipStep.listen(settings.election, entry.takeSlip, () => ends.watchOver());
  chooseStep.listen(limits, acts.review);
  reviewStep.listen({
    lock: paper.isAsked() ? paper.enter : acts.lock,
    back: () => acts.back('choose'),
    take: acts.takeAway,
    find: acts.find,
  });
  sealedStep.listen({ cast: acts.cast, challenge: acts.challenge, back: () => acts.back('review') });
  receiptStep.listen(() => ends.finish('ended'));
  castStep.listen(entry.leave);
  challengeStep.listen(acts.endChallenge);
  listenSeeing();
  listenAloud();
  document.getElementById('leave').addEventListener('click', entry.leave);
  handScanner.listen(CODE_LENGTH, (text) => entry.takeScanned(readKeys(text, settings.election)));
  window.addEventListener('hashchange', () => {
    const fragment = window.takeFragment(); // an address with a slip was opened in this very page
    if (fragment) entry.takeScanned(readFragment(fragment));
  });
  if (paper.isAsked()) paper.listen(entry.startAgain);
  ends.listen(entry.startAgain);
  window.addEventListener('pagehide', ends.clear);
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) entry.startAgain();
  });
}

/** Beyond this computer a slip is taken over an encrypted line alone; a trial without one is marked on every page. */
function isSafe() {
  return window.isSecureContext || settings.trial === 'true';
}

/** A personal slip votes on its holder's own device; its code, and the address beside its digits, say that it is one. */
function isOwn(arrived) {
  return arrived !== '' || new URLSearchParams(location.search).has('own');
}

/** What keeps this device from voting is said before a slip is asked for: the name of the notice, or nothing. */
async function findFault(arrived) {
  if (!isSafe()) return 'insecure';
  if (!tablet.isAsked() && !paper.isAsked()) return '';
  if (!(await tablet.isEnrolled())) return isOwn(arrived) ? '' : 'not-enrolled';
  tablet.stand(() => {
    if (!now.visit) location.reload(); // revoked while nobody votes here
  });
  listenOfficer();
  return '';
}

async function begin() {
  const arrived = window.takeFragment();
  if (!window.boothEarly.isAble()) return; // the page says what this browser lacks
  const fault = await findFault(arrived);
  window.boothEarly.start();
  document.getElementById('preparing').hidden = true;
  if (fault) {
    document.getElementById(fault).hidden = false;
    return;
  }
  if (paper.isAsked()) await paper.beginDesk();
  now.room = new Room();
  clearWith();
  listen();
  entry.begin(arrived ? readFragment(arrived) : undefined);
}

if (window.boothEarly.isFirst()) begin();
