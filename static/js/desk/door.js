// The door: what is scanned or typed is asked for, forms are sent, and the parts of the answer take their places; the
// page itself stays where it is, and so does the focus. What other desks do is seen within two seconds.

import { listenToCamera } from '../page/code-camera.js';
import { listen as listenToScanner } from '../page/hand-scanner.js';
import { follow } from '../page/stream.js';
import { latin, write } from '../page/words.js';
import { post, look } from './ask.js';
import { makeChoice, makeLine, makeSaid } from './line.js';
import { OwnDesk } from './own.js';

const PARTS = ['door-said', 'door-line', 'door-figures', 'door-recent'];
/** Between two looks at what other desks did, in ms. */
const EVERY = 1000;
/** So many persons are shown to choose from. */
const MOST = 8;
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
/** This desk, where it has a part of the roll of its own; then it goes on without network. */
let own = null;

function find(text) {
  const plain = latin(text).replace(/\s+/g, '');
  const isLong = text.split(/\s+/).some((word) => word.length > longest);
  if ((isLong || strange.test(plain)) && !plain.toUpperCase().startsWith(prefix)) {
    field.value = '';
    write(status, 'not-invitation');
    status.classList.add('door-status-wrong');
    return;
  }
  const people = own?.find(text) ?? [];
  if (own && (people.some((one) => own.answersFor(one)) || !own.online)) return offer(people);
  const said = new FormData(form);
  said.set('typed', text);
  send(said, null, () => offer(own.find(text)));
}

/** Show whom this page found by itself. */
function offer(people) {
  field.value = '';
  tell(people.length ? (people.length > 1 ? 'own-who' : '') : 'own-nobody');
  if (people.length > MOST) tell('own-many');
  document.getElementById('door-said').replaceChildren();
  if (people.length === 1) return open(people[0]);
  const list = document.createElement('ul');
  list.className = 'door-choices';
  list.replaceChildren(...people.slice(0, MOST).map((one) => makeChoice(one, () => pressed(() => open(one)))));
  put(list);
}

function open(person, isRenewed = false) {
  tell('');
  const line = makeLine(person, own.hands(person), (what, election) => pressed(() => note(what, person, election)));
  put(line, isRenewed);
}

/** Note an act of this desk; `undo` of it is the last thing that can be taken back. */
async function note(what, person, election) {
  const done = own.note(what, person, election);
  const back = { hand: 'take-back', in: 'undo-in', out: 'undo-out', 'out-voted': 'undo-out' }[what];
  const undo = back && (() => note(back, person, election));
  const name = { 'out-voted': 'out', 'undo-in': 'undone', 'undo-out': 'undone' }[what] ?? what;
  document.getElementById('door-said').replaceChildren(makeSaid(person, name, undo));
  open(person);
  await done;
  const now = own.person(person.id);
  if (now && isOpen(person)) open(now);
}

/** The roll has changed: so may the line that is open. */
async function renew() {
  await own.sync();
  const shown = own.person(Number(document.querySelector('#door-line [data-own]')?.dataset.own));
  if (shown) open(shown, true);
}

function isOpen(person) {
  return document.querySelector('#door-line [data-own]')?.dataset.own === String(person.id);
}

function put(content, isRenewed = false) {
  const line = document.getElementById('door-line');
  const focused = line.contains(document.activeElement) || document.activeElement === document.body;
  fill(line, [content], isRenewed);
  if (focused && keepsFocus) field.focus({ preventScroll: true });
}

/** Put content in the line. Its buttons sleep, but where the same person's is renewed and each stands where it stood. */
function fill(line, content, isRenewed) {
  const before = isRenewed && buttons(line);
  line.replaceChildren(...content);
  if (before !== buttons(line)) cameAt = performance.now();
}

/** Which button stands where. */
function buttons(line) {
  const found = [...line.querySelectorAll('button')].map((one) => {
    const { x, y } = one.getBoundingClientRect();
    return [one.value, one.textContent, x, y];
  });
  return JSON.stringify(found);
}

function pressed(act) {
  if (performance.now() - cameAt > ASLEEP) act();
}

/** Send what a form holds and show what is answered; the form that was `sent` is empty again. Where there is no answer
    and this desk goes on by itself, `instead` is done. */
function send(said, sent, instead) {
  waiting += 1;
  last = last.then(async () => {
    try {
      show(await post(door.dataset.look, said), PARTS);
      field.value = '';
      sent?.reset();
      tell('');
    } catch {
      tell('no-answer');
      if (own) await own.sync();
      if (own && instead) instead();
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
function show(page, parts, isRenewed = false) {
  const pressed = document.activeElement?.closest('#door-line button')?.value;
  for (const id of parts) {
    const [here, newest] = [document.getElementById(id), page.getElementById(id)];
    if (!newest || newest.innerHTML === here.innerHTML) continue;
    if (id === 'door-line') fill(here, newest.childNodes, isRenewed);
    else here.replaceChildren(...newest.childNodes);
  }
  if (document.activeElement !== document.body) return;
  const again = pressed && document.querySelector(`#door-line button[value="${pressed}"]`);
  if (again) again.focus({ preventScroll: true });
  else if (keepsFocus) field.focus({ preventScroll: true });
}

/** See what other desks did: also to the person whose line is open here. */
async function refresh() {
  if (own && (own.waiting || !own.online)) await own.sync();
  if (document.hidden || waiting) return;
  const open = document.querySelectorAll('#door-line [data-delegate]');
  const delegate = open.length === 1 ? open[0].dataset.delegate : '';
  const { stamp } = door.querySelector('[data-stamp]').dataset;
  const page = await look(door.dataset.look, { look: delegate, stamp });
  if (!page || waiting) return;
  if (own) await renew();
  const still = document.querySelector('#door-line [data-delegate]')?.dataset.delegate ?? '';
  const parts = delegate && still === delegate ? PARTS.slice(1) : PARTS.slice(2);
  show(page, parts, true);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value.trim()) find(field.value);
});
door.addEventListener('submit', (event) => {
  if (event.target === form) return;
  if (event.target.id === 'own-back') return; // a page of its own answers
  event.preventDefault();
  const person = own?.person(Number(event.target.elements.delegate?.value));
  if (person && own.answersFor(person)) open(person);
  else if (performance.now() - cameAt > ASLEEP) send(new FormData(event.target, event.submitter), event.target);
});

listenToScanner(Number(door.dataset.codeLength), find);
listenToCamera(find, tell);

if (door.dataset.part) {
  OwnDesk.open().then((found) => {
    own = found;
  });
}
const again = () => refresh().catch(() => own?.sync());
setInterval(again, EVERY);
if (door.dataset.stream) follow(door.dataset.stream, again);
if (keepsFocus) field.focus({ preventScroll: true });
