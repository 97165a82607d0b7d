// Which page of slips is torn: its number, or a serial on it, typed or scanned. Of a slip's code only the serial stays.

import { listenToScanner } from '../page/code-scanner.js';
import { latin, write } from '../page/words.js';
import { isWhole, mayStay, readSerial } from './serial.js';

const form = document.getElementById('which-page');
const PAGE = /^[0-9]{1,6}$/;

function take(text) {
  const field = form.elements.page;
  const { serial, fault } = readSerial(text, form.dataset.election);
  field.value = serial ?? (mayStay(text) ? text : '');
  write(document.getElementById('serial-said'), fault ?? '');
  field.focus();
}

/** What is neither a page nor a serial does not leave this page: it may be the secret of a slip. */
function settle(event) {
  const text = form.elements.page.value;
  if (!text.trim() || PAGE.test(latin(text))) return;
  if (!isWhole(text) && readSerial(text, form.dataset.election).serial) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the form was not sent and can be sent again
  take(text);
}

if (form) {
  form.elements.page.removeAttribute('maxlength'); // a scanner types the slip's whole code, which is cut down here
  form.addEventListener('submit', settle, { capture: true });
  listenToScanner(take, (name) => write(document.getElementById('serial-said'), name));
}
