// How a visit ends, in whatever way: slip and choice are forgotten, then the screen says what became of the vote.

import { Countdown, Watch } from './idle.js';
import { speak, theLanguage } from './language.js';
import { now, settings } from './now.js';
import { Pristine } from './pristine.js';
import { Room } from './room.js';
import { element, show } from './screen.js';
import { holds } from './visit.js';
import { forgetGone } from '../page/words.js';

const forgetters = [];
const resetters = [];
const nextVoter = new Countdown();
const watch = new Watch(() => finish('abandoned'));
let ready = () => {};
let page = null;

/** `forget` is called when slip and choice are no longer needed: at the receipt, and at every end. */
export function whenForgotten(forget) {
  forgetters.push(forget);
}

/** `reset` is called at every end: what a delegate set for this visit (sizes, language), what the receipt shows. */
export function whenOver(reset) {
  resetters.push(reset);
}

/** Listen once, after all others do: the page as it is now is what every end goes back to. */
export function listen(next) {
  ready = next;
  element('done').querySelector('[data-act=next]').addEventListener('click', next);
  page = new Pristine();
}

/** The clock of an abandoned tablet begins anew; at the receipt it has a time of its own. */
export function watchOver() {
  const idle = Number(holds(now.visit) === 'receipt' ? settings.receipt : settings.idle);
  watch.start({ idle, warning: Number(settings.warning), holds: () => holds(now.visit) });
}

/** Nobody is hurried while the vote is on its way. */
export function watchNoMore() {
  watch.stop();
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
  const said = holds(now.visit) === 'fate' ? 'disputed' : holds(now.visit) === 'receipt' ? 'ended' : how;
  const language = theLanguage();
  clear();
  speak(language); // this is still read by who voted; the next voter finds the first language
  for (const text of element('done').querySelectorAll('[data-how]'))
    text.hidden = !text.dataset.how.split(' ').includes(said);
  show('done');
  nextVoter.start(Number(settings.done), () => {}, ready);
}

/** Nothing of the last visit, and a new worker. */
export function renew() {
  clear();
  now.room = new Room(now.room);
}

/** Everything that a visit leaves, in whatever way it ends: the page is again what it was before. */
export function clear() {
  nextVoter.stop();
  window.removeEventListener('beforeunload', ask);
  forget();
  now.visit?.end();
  now.visit = null;
  for (const one of resetters) one();
  page.restore();
  forgetGone();
}

function ask(event) {
  event.preventDefault();
}
