// What a delegate does between the slip and the receipt: review, lock, go back, test, cast.

import { sendBallot, sendChallenge, tellOffice } from './calls.js';
import * as castStep from './cast-step.js';
import * as challengeStep from './challenge-step.js';
import * as chooseStep from './choose-step.js';
import { finish, forget, watchNoMore, watchOver } from './ends.js';
import { LOST } from './engine.js';
import { limits, now, settings } from './now.js';
import { isReceiptOf } from '../protocol/receipt.js';
import * as receiptStep from './receipt-step.js';
import * as reviewStep from './review-step.js';
import { ask, problem, show } from './screen.js';
import * as sealedStep from './sealed-step.js';
import { explain, refusal, tellBusy, tellUnknown } from './tell.js';

/** The names once more; nothing is encrypted yet. */
export function review(blank) {
  const { visit } = now;
  if (!chooseStep.stillAgrees()) {
    disagree();
    return;
  }
  const chosen = blank ? [] : chooseStep.chosen();
  const marks = chooseStep.marks(blank);
  if (limits.blank) marks.unshift(blank ? 1 : 0);
  visit.marks = marks;
  visit.blank = blank;
  reviewStep.fill(chosen, limits.maximum - chosen.length, blank);
  show('review');
}

/** Names on the page are no longer those of the hashed election: a browser translated them, or worse. */
export function disagree() {
  const fault = new Error('election-mismatch');
  problem(explain(fault));
  tellOffice(fault);
}

/** Whether list and review show now whom the hashed election names at these places. */
export function stillAgrees() {
  return chooseStep.stillAgrees() && reviewStep.agrees(chooseStep.agreesAt);
}

/** One mark less at the review; with too few left the list is shown again. */
export function takeAway(box) {
  back('choose');
  if (now.visit.at !== 'choosing') return;
  chooseStep.takeAway(box);
  if (chooseStep.chosen().length >= Math.max(1, limits.minimum)) review(false);
}

/** From the review back to one candidate in the list. */
export function find(box) {
  back('choose');
  if (now.visit.at === 'choosing') chooseStep.find(box);
}

/** Lock the vote. Only with the tracker on the screen can it be cast or tested. */
export async function lock() {
  const { visit, room } = now;
  if (!stillAgrees()) {
    disagree();
    return;
  }
  const turn = visit.go('lock');
  if (!turn) return;
  reviewStep.busy(true);
  try {
    visit.sealing = seal(visit, room);
    const { tracker } = await visit.sealing;
    if (!visit.go('locked', turn)) return;
    reviewStep.busy(false);
    await sealedStep.open(room.uuid, tracker, visit.blank);
  } catch (error) {
    if (visit.go('failed', turn)) fail(explain(error));
  }
}

/** A worker that died is replaced once: it holds nothing that the visit does not know. */
export async function seal({ marks, credential }, room) {
  try {
    return await room.engine.encrypt([marks]);
  } catch (error) {
    if (error.message !== LOST) throw error;
    await room.revive(credential);
    return room.engine.encrypt([marks]);
  }
}

/** Back from a step to the one before; a locked vote is thrown away. */
export function back(step) {
  const { visit } = now;
  if (!visit.go('back') && visit.at !== 'choosing') return;
  discard();
  show(step);
}

function discard() {
  now.visit.sealing = null;
  sealedStep.wipe();
  reviewStep.busy(false);
  now.room.engine.discard().catch(() => {});
}

/** The test: the ballot is noted as never to be cast, and only then opened. */
export async function challenge() {
  const { visit, room } = now;
  const before = visit.turn;
  const asked = await ask('challenge-question');
  if (visit.turn !== before) return;
  if (asked !== 'test') return;
  const turn = visit.go('test');
  sealedStep.sleep();
  try {
    const patience = { uncertain: tellUnknown, busy: tellBusy, signal: visit.signal };
    const { ok, answer } = await sendChallenge(await visit.sealing, patience);
    const opening = ok && visit.turn === turn ? await room.engine.reveal() : null;
    if (opening !== null && visit.go('opened', turn)) openForTest(opening);
    else if (!ok && visit.go('kept', turn)) {
      problem(refusal(answer));
      sealedStep.rest();
    }
  } catch (error) {
    if (visit.go('failed', turn)) fail(explain(error));
  }
}

function openForTest(opening) {
  sealedStep.wipe();
  challengeStep.open(settings.opening, now.room.uuid, opening);
}

/** After the test the delegate locks another vote: one that was opened is worth nothing, and who saw it knows it. */
export async function endChallenge() {
  const { visit } = now;
  const before = visit.turn;
  const next = await ask('after-test-question');
  if (next === '' || !visit.go('on', before)) return;
  challengeStep.wipe();
  discard();
  if (next !== 'keep') chooseStep.wipe(limits);
  show('choose');
}

/** Cast, and ask again until it is certain. */
export async function cast() {
  const { visit } = now;
  if (!stillAgrees()) {
    disagree();
    return;
  }
  const turn = visit.go('cast');
  if (!turn) return;
  watchNoMore();
  castStep.begin();
  try {
    const patience = { uncertain: castStep.uncertain, busy: castStep.busy, signal: visit.signal };
    const { ballot, tracker } = await visit.sealing;
    const { ok, answer, sure } = await sendBallot({ ballot, proof: visit.proof }, patience);
    if (ok && answer.tracker !== tracker) throw new Error('receipt-mismatch');
    if (answer.error === 'front-refused' && !sure) throw new Error('unexpected');
    if (ok && visit.go('recorded', turn)) receive(answer);
    else if (!ok && answer.tracker && visit.go('found', turn)) receive({ ...answer, found: true });
    else if (!ok && visit.go('refused', turn)) refused(answer);
  } catch (error) {
    tellOffice(error);
    if (visit.go('unclear', turn)) dispute(explain(error));
  }
}

/** The vote is recorded: from here on the page knows its tracker, and nothing of slip and choice. */
export function receive({ tracker, receipt, ...how }) {
  const named = isReceiptOf(receipt, settings.fingerprint, tracker) ? receipt : null;
  forget();
  receiptStep.open({ tracker, receipt: named, ...how });
  watchOver();
}

/** A refusal by the server; once voting has been closed nothing is left to try. */
function refused(answer) {
  if (answer.error === 'election-closed') finish('closed');
  else fail(refusal(answer));
}

/** The ballot was not taken: back to the review with the reason, the choice still there. */
function fail(words) {
  discard();
  show('review');
  problem(words);
  watchOver();
}

/** Nobody here knows what became of the vote: its tracker stays on the screen, and nothing can be pressed. */
function dispute(words) {
  sealedStep.freeze();
  show('sealed');
  problem(words);
  watchOver();
}
