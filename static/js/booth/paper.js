// Officers enter votes from paper (SPEC 6.5): this device sends a code over the marks under a key of the slip's secret, keeps
// the marks, and casts when the device of a second officer has sent the same code before or after.

import { disagree, seal, stillAgrees } from './acts.js';
import { sendBallot, sendPaper, tellOffice } from './calls.js';
import { renew } from './ends.js';
import { now, settings } from './now.js';
import { latin, write } from '../page/words.js';
import * as reviewStep from './review-step.js';
import { ask, clearProblem, problem, show } from './screen.js';
import { tell } from './tablet.js';
import { explain, refusal, tellBusy, tellUnknown } from './tell.js';

const EVERY = 1500;
const part = (name) => document.getElementById(`paper-${name}`);

/** What the office gave this page when the officer began; it dies with the page. */
let desk = '';
let again = () => {};

/** Whether this is the page on which officers enter papers. */
export function isAsked() {
  return Boolean(settings.paper);
}

/** Ask for an officer's code until it is right. */
export function beginDesk() {
  const form = document.getElementById('desk-form');
  show('desk');
  return new Promise((resolve) => {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const field = document.getElementById('desk-code');
      const heard = await tell('paper', { election: settings.election, code: latin(field.value) });
      field.value = '';
      if (!heard) problem({ name: 'no-answer' });
      else if (!heard.ok) problem({ text: heard.answer.message });
      else {
        desk = heard.answer.desk;
        write(part('who'), 'paper-who', { name: heard.answer.name });
        part('tools').hidden = false;
        resolve();
      }
    });
  });
}

/** Listen once; `startAgain` makes the page ready for the next paper. */
export function listen(startAgain) {
  again = startAgain;
  part('invalid').addEventListener('click', call);
  part('aside').addEventListener('click', layAside);
  part('end').addEventListener('click', end);
  act('next').addEventListener('click', () => again());
  act('correct').addEventListener('click', () => {
    if (now.visit?.go('back')) show('choose');
  });
}

/** Enter what is marked: the code over it is sent, and never the marks. */
export async function enter() {
  const { visit, room } = now;
  if (!stillAgrees()) {
    disagree();
    return;
  }
  const turn = visit.go('enter');
  if (!turn) return;
  reviewStep.busy(true);
  try {
    await send(visit, turn, { code: await room.engine.compare([visit.marks]) });
  } catch (error) {
    fail(visit, turn, explain(error));
  }
}

/** Call the paper invalid, for one of the reasons. */
async function call() {
  const { visit } = now;
  if (visit?.at === 'comparing') visit.go('back');
  if (visit?.at !== 'choosing') return;
  const { turn: before } = visit;
  const fault = await ask('invalid-question');
  if (fault === '' || fault === 'back' || visit.turn !== before) return;
  const turn = visit.go('enter');
  if (turn) await send(visit, turn, { fault }).catch((error) => fail(visit, turn, explain(error)));
}

async function send(visit, turn, said) {
  const { ok, answer } = await sendPaper('entry', { ...shown(visit), ...said }, patienceOf(visit));
  if (visit.turn !== turn) return;
  if (ok) await follow(visit, turn, answer);
  else fail(visit, turn, refusal(answer));
}

/** What the server says of the paper, asked again until nothing more is to come. */
async function follow(visit, turn, first) {
  for (let answer = first; visit.turn === turn; answer = await look(visit, turn)) {
    if (!answer) return;
    tellState(answer);
    if (answer.state === 'mine') {
      await cast(visit, turn);
      return;
    }
    if (['done', 'ruled', 'used'].includes(answer.state)) {
      finish(answer.state);
      return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, EVERY);
    });
  }
}

async function look(visit, turn) {
  const { ok, answer } = await sendPaper('look', shown(visit), patienceOf(visit));
  if (visit.turn !== turn) return null;
  if (!ok) fail(visit, turn, refusal(answer));
  return ok ? answer : null;
}

function tellState({ state, paper }) {
  reviewStep.busy(false);
  if (document.body.dataset.at !== 'paper') show('paper');
  part('number').textContent = `${paper.slice(0, 3)} ${paper.slice(3)}`;
  write(part('state'), `paper-${state}`);
  write(part('detail'), `paper-${state}-detail`);
  part('box').classList.toggle('notice-attention', state === 'unequal' || state === 'used');
  act('correct').hidden = state !== 'waiting' && state !== 'unequal';
  act('next').hidden = true;
}

/** Encrypt and cast as any tablet does; the server takes it from the first of two equal entries alone. */
async function cast(visit, turn) {
  const locking = visit.go('mine', turn);
  if (!locking) return;
  try {
    visit.sealing = seal(visit, now.room);
    const { ballot, tracker } = await visit.sealing;
    const casting = visit.go('locked', locking) && visit.go('cast');
    if (!casting) return;
    const { ok, answer, sure } = await sendBallot({ ballot, proof: visit.proof, desk }, patienceOf(visit));
    if (ok && answer.tracker !== tracker) throw new Error('receipt-mismatch');
    if (answer.error === 'front-refused' && !sure) throw new Error('unexpected');
    if (ok) finish('done');
    else if (visit.go('refused', casting)) fall(refusal(answer));
  } catch (error) {
    tellOffice(error);
    if (visit.go('failed') || visit.go('refused') || visit.go('back')) fall(explain(error));
  }
}

/** Nothing more is to come of this paper: its marks and its slip are forgotten before the next one. */
function finish(state) {
  renew();
  show('paper');
  part('tools').hidden = false;
  write(part('state'), `paper-${state}`);
  write(part('detail'), `paper-${state}-detail`);
  part('box').classList.toggle('notice-attention', state === 'used');
  act('correct').hidden = true;
  act('next').hidden = false;
}

/** What was not taken back at the server still waits there for its second entry: then the paper stays on the screen. */
async function layAside() {
  const { visit } = now;
  try {
    const { ok, answer } = visit?.public ? await sendPaper('aside', shown(visit), patienceOf(visit)) : { ok: true };
    if (now.visit !== visit) return;
    if (ok) again();
    else problem(refusal(answer));
  } catch (error) {
    if (now.visit === visit) problem(explain(error));
  }
}

async function end() {
  await sendPaper('end', { desk }, { uncertain: () => {}, signal: AbortSignal.timeout(10000) }).catch(() => {});
  desk = '';
  location.assign(document.querySelector('meta[name="tablet"]').content);
}

function shown({ public: credential, proof }) {
  return { desk, credential, proof };
}

function patienceOf({ signal }) {
  return { uncertain: tellUnknown, busy: tellBusy, signal };
}

function fail(visit, turn, words) {
  if (visit.go('failed', turn)) fall(words);
}

/** Back to the marks, which are kept, with what went wrong. */
function fall(words) {
  reviewStep.busy(false);
  show('choose');
  clearProblem();
  problem(words);
}

function act(name) {
  return document.querySelector(`[data-step=paper] [data-act=${name}]`);
}
