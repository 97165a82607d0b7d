// Step 4: the locked vote, without a name. Its whole tracker stands here, in letters, digits and as a code, before
// anybody can say whether it is cast or tested: the booth is bound to it before it learns which it will be.

import { drawQr } from '../page/qr.js';
import { trackerCode } from '../protocol/codes.js';
import { afterPaint } from '../page/after-paint.js';
import { Guarded, isUnder, seen, whenUncovered } from './press.js';
import { current, element, show } from './screen.js';
import { showDigits, showTracker } from '../page/tracker.js';
import { label, write } from '../page/words.js';

const code = document.getElementById('sealed-code');
const tracker = document.getElementById('sealed-tracker');
const digits = document.getElementById('sealed-digits');
const acts = document.getElementById('sealed-acts');
const more = document.getElementById('sealed-more');
const buttons = [];
let shown = 0;
/** What was pressed and begins when its button was painted dead; the first alone, and none once this step is left. */
let due = null;

/** Listen once: `cast`, `challenge`, `back` are what the buttons do. */
export function listen({ cast, challenge, back }) {
  buttons.push(new Guarded(button('cast'), first(cast)), new Guarded(button('challenge'), first(challenge)));
  button('back').addEventListener('click', back);
  whenUncovered(() => current() === 'sealed' && !acts.hidden && rest());
}

function first(act) {
  return () => {
    due ??= act;
    beginDue();
  };
}

const beginDue = afterPaint(() => {
  const act = due;
  due = null;
  act?.();
});

/** Show the tracker of a sealed ballot; its buttons live only after that was painted. */
export async function open(uuid, text, blank) {
  wipe();
  showTracker(tracker, text);
  showDigits(digits, text);
  code.replaceChildren(label(drawQr(trackerCode(uuid, text), ''), 'tracker-code'));
  write(button('cast'), blank ? 'cast-blank' : 'cast');
  show('sealed');
  await rest();
}

/** Both may be pressed (again) once they were in sight for a moment, with nothing over them. */
export async function rest() {
  sleep();
  const mine = shown;
  await seen();
  if (mine !== shown || isUnder()) return;
  for (const one of buttons) one.wake();
}

/** Neither may be pressed. */
export function sleep() {
  shown += 1;
  for (const one of buttons) one.sleep();
}

/** Only the tracker stays: nobody knows what became of the vote. */
export function freeze() {
  acts.hidden = true;
  more.hidden = true;
}

export function wipe() {
  sleep();
  due = null;
  acts.hidden = false;
  more.hidden = false;
  more.open = false;
  write(button('cast'), '');
  for (const place of [code, tracker, digits]) place.replaceChildren();
}

function button(act) {
  return element('sealed').querySelector(`[data-act=${act}]`);
}
