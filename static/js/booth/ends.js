// How a visit ends, in whatever way: slip and choice are forgotten, then the screen says what became of the vote.

import { Countdown, Watch } from './idle.js';
import { now, settings } from './now.js';
import { Room } from './room.js';
import { element, show } from './screen.js';
import { holds } from './visit.js';

const forgetters = [];
const resetters = [];
const nextVoter = new Countdown();
let ready = () => {};

/** The clock of an abandoned tablet. */
export const watch = new Watch({ idle: Number(settings.idle), warning: Number(settings.warning) }, () =>
  finish('abandoned'),
);

/** `forget` is called when slip and choice are no longer needed: at the receipt, and at every end. */
export function whenForgotten(forget) {
  forgetters.push(forget);
}

/** `reset` is called at every end: what a delegate set for this visit (sizes, language), what the receipt shows. */
export function whenOver(reset) {
  resetters.push(reset);
}

/** Listen once; `next` makes the booth ready for the next delegate. */
export function listen(next) {
  ready = next;
  element('done').querySelector('[data-act=next]').addEventListener('click', next);
}

/** From here on the browser asks before it leaves the page. */
export function hold() {
  window.addEventListener('beforeunload', ask);
}

/** Forget slip and choice, in every variable, field and list; how far the visit came stays known. */
export function forget() {
  watch.stop();
  now.visit?.forget();
  for (const one of forgetters) one();
  now.room.end();
}

/** The end of a visit: all gone, then ready for the next delegate. `how` is the name of what is said. */
export function finish(how) {
  const said = holds(now.visit) === 'fate' ? 'disputed' : how;
  clear();
  for (const text of element('done').querySelectorAll('[data-how]')) text.hidden = text.dataset.how !== said;
  show('done');
  nextVoter.start(Number(settings.done), () => {}, ready);
}

/** Nothing of the last visit, and a new worker. */
export function renew() {
  clear();
  now.room = new Room();
}

/** Everything that a visit leaves, in whatever way it ends. */
export function clear() {
  nextVoter.stop();
  window.removeEventListener('beforeunload', ask);
  forget();
  now.visit?.end();
  now.visit = null;
  for (const one of resetters) one();
}

function ask(event) {
  event.preventDefault();
}
