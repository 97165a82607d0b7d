// The serial of one slip, typed or scanned: of what a hand scanner types only the serial stays in the field.

import { say } from '../page/words.js';
import { isWhole, readSerial } from './serial.js';

const field = document.querySelector('[name=serial]');
const said = document.getElementById('serial-said');

function settle(event) {
  if (!isWhole(field.value)) return;
  event.preventDefault();
  const { serial, fault } = readSerial(field.value, field.dataset.election);
  field.value = serial ?? '';
  said.textContent = fault ? say(fault) : '';
}

field.removeAttribute('maxlength'); // a scanner types the slip's whole code, which is cut down here
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === 'Tab') settle(event);
});
field.form.addEventListener(
  'submit',
  (event) => {
    settle(event);
    if (event.defaultPrevented) event.stopImmediatePropagation(); // the form was not sent and can be sent again
  },
  { capture: true },
);
