// The door: what is scanned or typed is asked for, forms are sent, and the parts of the answer take their places; the
// page itself stays where it is, and so does the focus. What other desks do is seen within two seconds.

import { listen as listenToScanner } from '../page/hand-scanner.js';
import { latin, write } from '../page/words.js';
import { post, look } from './ask.js';
import { listenToCamera } from './door-camera.js';

const PARTS = ['door-said', 'door-line', 'door-figures', 'door-recent'];
/** Between two looks at what other desks did, in ms. */
const EVERY = 1000;
const door = document.getElementById('door');
const form = document.getElementById('door-form');
const field = form.elements.typed;
const status = document.getElementById('door-status');
const prefix = door.dataset.codePrefix;
/** Many digits, a code of this house that is no invitation, or what no name is as long as, under whatever layout a slow
    scanner typed it: it may be a slip's, and never leaves this page. */
const strange = new RegExp(door.dataset.strange, 'i');
const longest = Number(door.dataset.longest);
/** On a device without a mouse a field in focus brings up a keyboard, which covers the answer. */
const keepsFocus = window.matchMedia('(hover: hover)').matches;

/** What is sent goes one after another, so that whoever is scanned next waits for the one before. */
let last = Promise.resolve();
let waiting = 0;
/** Buttons that have just come sleep for so long, in ms: the second tap of two was for the one that stood there before. */
const ASLEEP = 500;
let cameAt = Number.NEGATIVE_INFINITY;

function find(text) {
  const plain = latin(text).replace(/\s+/g, '');
  const isLong = text.split(/\s+/).some((word) => word.length > longest);
  if ((isLong || strange.test(plain)) && !plain.toUpperCase().startsWith(prefix)) {
    field.value = '';
    write(status, 'not-invitation');
    status.classList.add('door-status-wrong');
    return;
  }
  const said = new FormData(form);
  said.set('typed', text);
  send(said);
}

/** Send what a form holds and show what is answered; the form that was `sent` is empty again. */
function send(said, sent) {
  waiting += 1;
  last = last.then(async () => {
    try {
      show(await post(door.dataset.look, said), PARTS);
      field.value = '';
      sent?.reset();
      tell('');
    } catch {
      tell('no-answer');
    } finally {
      waiting -= 1;
    }
  });
}

function tell(name) {
  write(status, name);
  status.classList.toggle('door-status-wrong', Boolean(name));
}

/** Put the parts of a page in the places of those here, where they differ; a button in focus stays in focus. */
function show(page, parts) {
  const pressed = document.activeElement?.closest('#door-line button')?.value;
  for (const id of parts) {
    const [here, newest] = [document.getElementById(id), page.getElementById(id)];
    if (!newest || newest.innerHTML === here.innerHTML) continue;
    here.replaceChildren(...newest.childNodes);
    if (id === 'door-line') cameAt = performance.now();
  }
  if (document.activeElement !== document.body) return;
  const again = pressed && document.querySelector(`#door-line button[value="${pressed}"]`);
  if (again) again.focus({ preventScroll: true });
  else if (keepsFocus) field.focus({ preventScroll: true });
}

/** See what other desks did: also to the person whose line is open here. */
async function refresh() {
  if (document.hidden || waiting) return;
  const open = document.querySelectorAll('#door-line [data-delegate]');
  const delegate = open.length === 1 ? open[0].dataset.delegate : '';
  const { stamp } = door.querySelector('[data-stamp]').dataset;
  const page = await look(door.dataset.look, { look: delegate, stamp });
  if (!page || waiting) return;
  const still = document.querySelector('#door-line [data-delegate]')?.dataset.delegate ?? '';
  const parts = delegate && still === delegate ? PARTS.slice(1) : PARTS.slice(2);
  show(page, parts);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value.trim()) find(field.value);
});
door.addEventListener('submit', (event) => {
  if (event.target === form) return;
  event.preventDefault();
  if (performance.now() - cameAt > ASLEEP) send(new FormData(event.target, event.submitter), event.target);
});

listenToScanner(Number(door.dataset.codeLength), find);
listenToCamera(find, tell);

const again = () => refresh().catch(() => {});
setInterval(again, EVERY);
if (door.dataset.stream) new EventSource(door.dataset.stream).addEventListener('state', again);
if (keepsFocus) field.focus({ preventScroll: true });
