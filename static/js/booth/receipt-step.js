// Step 5: the thanks, the tracker and the board's signed receipt. Nothing is copied: what a shared tablet copies, the
// next person pastes; a photograph or a note goes with the delegate.

import { drawQr } from '../page/qr.js';
import { element, show } from './screen.js';
import { FIND } from '../protocol/short.js';
import { showDigits, showTracker } from '../page/tracker.js';
import { label } from '../page/words.js';

const whole = document.getElementById('tracker');
const short = document.getElementById('tracker-digits');
const every = document.getElementById('tracker-forty');
const code = document.getElementById('receipt-code');
const notices = new Map(
  ['signed', 'unsigned', 'repeated', 'found'].map((name) => [name, document.getElementById(`receipt-${name}`)]),
);

/** Listen once; `end` clears the page. */
export function listen(end) {
  document.getElementById('receipt-end').addEventListener('click', end);
}

/**
 * Show what is kept; `receipt` is null where the board gave none of this vote; `found`: this slip's vote was recorded
 * before, here or on another tablet.
 */
export function open({ tracker, receipt, repeated = false, found = false }) {
  showTracker(whole, tracker);
  showDigits(short, tracker, FIND);
  showDigits(every, tracker);
  code.replaceChildren(...(receipt ? [label(drawQr(receipt, ''), 'receipt-code')] : []));
  const shown = { signed: receipt, unsigned: !receipt && !found, repeated: repeated && !found, found };
  for (const [name, notice] of notices) notice.hidden = !shown[name];
  for (const title of element('receipt').querySelectorAll('h1 [data-found]'))
    title.hidden = title.dataset.found !== String(found);
  show('receipt');
}

export function wipe() {
  for (const place of [whole, short, every, code]) place.replaceChildren();
  for (const notice of notices.values()) notice.hidden = true;
  for (const details of element('receipt').querySelectorAll('details')) details.open = false;
}
