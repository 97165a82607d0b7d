// A test of the tablet: this ballot is opened on another device, and never cast. What was noted before is not repeated:
// two screens of one tablet, compared with each other, show nothing.

import { drawQr } from '../page/qr.js';
import { openingCode } from '../protocol/codes.js';
import { element, show } from './screen.js';
import { label } from '../page/words.js';

const place = document.getElementById('challenge-code');
const code = document.getElementById('challenge-text');
const link = document.getElementById('challenge-link');

/** Listen once; `goOn` ends the test. */
export function listen(goOn) {
  element('challenge').querySelector('[data-act=on]').addEventListener('click', goOn);
}

/** Show the opening: as a code to scan, as its text, and as an address, which keeps it in its fragment. */
export function open(address, uuid, opening) {
  code.value = openingCode(uuid, opening);
  link.value = `${address}#${opening}`;
  place.replaceChildren(label(drawQr(code.value, ''), 'challenge-code'));
  show('challenge');
}

export function wipe() {
  place.replaceChildren();
  code.value = '';
  link.value = '';
  for (const details of element('challenge').querySelectorAll('details')) details.open = false;
}
