// Closing: every slip on the table is scanned. The serial alone is kept, sent and shown; what else the scanner typed is
// forgotten in the moment it is read. The list of serials lives in the form's own field, so that the server gives it back
// with a refused form, and a browser without this script types it there.

import { listenToCamera } from '../page/code-camera.js';
import { listenToScanner } from '../page/code-scanner.js';
import { digits, say } from '../page/words.js';
import { needReason, showBalance, whenFiguresChange } from './balance.js';
import { look } from './look.js';
import { readSerial } from './serial.js';

const form = document.getElementById('scan-form');
const field = document.getElementById('scan');
const kept = document.querySelector('#close-form [name=unused]');
const apartKept = document.querySelector('#close-form [name=apart]');
const list = document.getElementById('scan-list');
const wrong = document.getElementById('scan-wrong');
const said = document.getElementById('scan-said');
const counter = document.getElementById('scan-count');
const counted = new Set();
/** What was declared spoiled or void, and lies on the table, by its serial. */
const apart = new Map();
let begun = 'tried' in document.getElementById('balance').dataset;
let last = Promise.resolve();

function take(text) {
  const { serial, fault } = readSerial(text, form.dataset.election);
  if (fault) refuse(say(fault));
  else last = last.then(() => ask(serial)); // one after the other, in the order of the scans
}

async function ask(serial) {
  if (counted.has(serial) || apart.has(serial)) {
    tell(say('scan-double', { serial }));
    return;
  }
  const { ok, error, message, state } = await look(form, serial);
  if (error === 'slip-used') needReason(); // the poll closes only with what the presidium ruled of it
  if (!ok) {
    refuse(message);
    showBalance(counted.size, begun);
    return;
  }
  begun = true;
  if (state !== 'unused') {
    apart.set(serial, state);
    tell(say(`scan-${state}`, { serial }));
    keepApart();
    return;
  }
  counted.add(serial);
  list.prepend(row(serial));
  tell(say('scan-counted', { serial }));
  keep();
}

function row(serial) {
  const item = document.createElement('li');
  const code = document.createElement('code');
  const button = document.createElement('button');
  code.textContent = serial;
  code.dir = 'ltr';
  button.type = 'button';
  button.className = 'bare-button';
  button.textContent = '×';
  button.setAttribute('aria-label', say('scan-remove', { serial }));
  button.addEventListener('click', () => remove(serial, item));
  item.append(code, button);
  return item;
}

function remove(serial, item) {
  counted.delete(serial);
  item.remove();
  tell(say('scan-removed', { serial }));
  keep();
  field.focus();
}

function keep() {
  kept.value = [...counted].join('\n');
  counter.textContent = digits(counted.size);
  showBalance(counted.size, begun);
}

function keepApart() {
  apartKept.value = [...apart.keys()].join('\n');
  for (const place of document.querySelectorAll('[data-apart]')) {
    place.textContent = digits([...apart.values()].filter((state) => state === place.dataset.apart).length);
  }
  showBalance(counted.size, begun);
}

function tell(text) {
  said.textContent = text;
}

/** What was not counted stays to be read: somebody has to put the slip aside. */
function refuse(text) {
  const item = document.createElement('p');
  item.textContent = text;
  wrong.prepend(item);
  tell('');
}

function read(event) {
  event.preventDefault();
  const text = field.value;
  field.value = '';
  field.focus();
  if (text.trim()) take(text);
}

/** Take over what the server gave back: the serials, and what it said of them. */
function takeOver() {
  const typed = document.getElementById('typed');
  for (const line of kept.value.split('\n')) {
    const { serial } = readSerial(line, form.dataset.election);
    if (!serial || counted.has(serial)) continue;
    counted.add(serial);
    list.prepend(row(serial));
  }
  for (const error of typed.querySelectorAll('.field-error')) refuse(error.textContent);
  for (const link of document.querySelectorAll(`a[href="#${kept.id}"]`)) link.href = `#${field.id}`;
  typed.hidden = true;
  form.hidden = false;
  keep();
  for (const serial of apartKept.value.split('\n').filter(Boolean)) last = last.then(() => ask(serial));
  if (matchMedia('(pointer: fine)').matches) field.focus();
}

form.addEventListener('submit', read);
field.addEventListener('keydown', (event) => {
  // some scanners end with Tab
  if (event.key === 'Tab' && field.value) read(event);
});
listenToScanner(take, (name) => refuse(say(name)));
listenToCamera(take, (name) => tell(say(name)));
whenFiguresChange(() => showBalance(counted.size, begun));
takeOver();
