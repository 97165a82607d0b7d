// The serial of one slip, typed, scanned or seen by the camera: of a slip's code only the serial stays in the field. What
// the slip is, is said at once, before anything is decided about it.

import { listenToCamera } from '../page/code-camera.js';
import { listenToScanner } from '../page/code-scanner.js';
import { say } from '../page/words.js';
import { look } from './look.js';
import { isWhole, mayStay, readSerial } from './serial.js';

const field = document.querySelector('[name=serial]');
const said = document.getElementById('serial-said');
let asked = '';

/** What is no serial does not leave this page: it may be the secret of a slip, in letters of another layout. */
function settle(event) {
  if (!field.value.trim()) return; // that it is missing, the server says, with all else that is
  if (!isWhole(field.value) && readSerial(field.value, field.dataset.election).serial) return;
  event.preventDefault();
  take(field.value);
}

function take(text) {
  const { serial, fault } = readSerial(text, field.dataset.election);
  field.value = serial ?? (mayStay(text) ? text : '');
  asked = '';
  if (fault) tell(say(fault), false);
  else ask(serial);
}

/** Ask of what stands in the field as soon as it is a serial, once. */
function whenWhole() {
  const { serial } = readSerial(field.value, field.dataset.election);
  if (serial && !isWhole(field.value)) ask(serial);
  else {
    asked = '';
    tell('', false);
  }
}

async function ask(serial) {
  if (asked === serial) return;
  asked = serial;
  tell('', false);
  const { ok, message, state } = await look(field, serial);
  if (asked !== serial) return; // another slip is looked at by now
  tell(ok ? say(`slip-${state}`, { serial }) : message, state === 'unused');
  if (!state) asked = ''; // typed again, it is asked again
}

function tell(text, isGood) {
  said.textContent = text;
  said.className = isGood || !text ? 'scan-said' : 'field-error';
}

field.removeAttribute('maxlength'); // a scanner types the slip's whole code, which is cut down here
field.addEventListener('keydown', (event) => {
  if ((event.key === 'Enter' || event.key === 'Tab') && isWhole(field.value)) settle(event);
});
field.addEventListener('input', whenWhole);
field.form.addEventListener(
  'submit',
  (event) => {
    settle(event);
    if (event.defaultPrevented) event.stopImmediatePropagation(); // the form was not sent and can be sent again
  },
  { capture: true },
);
listenToScanner(take, (name) => tell(say(name), false));
listenToCamera(take, (name) => tell(say(name), false));
whenWhole();
