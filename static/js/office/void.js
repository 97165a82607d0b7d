// The serial of one slip, typed, scanned or seen by the camera: of a slip's code only the serial stays in the field.

import { listenToCamera } from '../page/code-camera.js';
import { say } from '../page/words.js';
import { isWhole, readSerial } from './serial.js';

const field = document.querySelector('[name=serial]');
const said = document.getElementById('serial-said');

function settle(event) {
  if (!isWhole(field.value)) return;
  event.preventDefault();
  take(field.value);
}

function take(text) {
  const { serial, fault } = readSerial(text, field.dataset.election);
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
listenToCamera(take, (name) => {
  said.textContent = say(name);
});
