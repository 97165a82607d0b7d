// A test of the encryption: this ballot is opened on another device, and never cast.

import { drawQr } from '../qr.js';
import { element, show } from './screen.js';
import { say } from './words.js';
import { showTracker } from './tracker.js';

const place = document.getElementById('challenge-code');
const tracker = document.getElementById('challenge-tracker');
const link = document.getElementById('challenge-link');

/** Listen once; `end(agrees)` ends the test: true, false, or null where the delegate does not say. */
export function listen(end) {
  for (const [act, agrees] of [['agrees', true], ['differs', false], ['skip', null]]) {
    element('challenge').querySelector(`[data-act=${act}]`).addEventListener('click', () => end(agrees));
  }
}

/** Show the opening: as a code to scan and as an address to copy. The address keeps it in its fragment. */
export function open(address, text) {
  const whole = `${address}#${text.opening}`;
  place.replaceChildren(drawQr(whole, say('challenge-code')));
  link.value = whole;
  showTracker(tracker, text.tracker);
  show('challenge');
}

export function wipe() {
  place.replaceChildren();
  tracker.replaceChildren();
  link.value = '';
}
