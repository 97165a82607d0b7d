/* The screen in the hall. Runs also in a browser of some years ago: no promise is waited for, nothing newer than
   XMLHttpRequest is needed; what is missing is said. Whatever fails, the last picture stays. */

import { addEnd, addWarning } from '../page/hall-tones.js';
import { inSigns, showLeft } from '../page/time-left.js';
import { fit } from './fit.js';

const SLOW = 5000;
const QUICK = 2000;
const SILENT = 14_000;
const LOST = 9000;

const place = document.getElementById('screen-place');
const waits = document.getElementById('screen-waits');
const language = document.documentElement.lang;
let offset = Number(place.dataset.instant) - Date.now();
let heard = 0;
let answered = Date.now();
let asking = false;
let missed = false; // something newer was told while the answer was on its way
let before = null;
let sound = null;

/** Ask an address; `take` gets the text of a good answer, and nothing happens where there is none. */
function ask(address, take) {
  const request = new XMLHttpRequest();
  request.open('GET', address);
  request.timeout = 8000;
  request.onload = () => {
    if (request.status === 200) {
      answered = Date.now();
      take(request.responseText);
    }
  };
  request.onloadend = () => {
    if (address !== place.dataset.now) return;
    asking = false;
    if (missed) {
      missed = false;
      refresh();
    }
  };
  request.send();
}

function refresh() {
  if (asking) return;
  asking = true;
  ask(place.dataset.now, (text) => {
    const found = new DOMParser().parseFromString(text, 'text/html').getElementById('screen');
    const shown = document.getElementById('screen');
    if (found && (!shown || shown.dataset.mark !== found.dataset.mark)) {
      place.textContent = '';
      place.appendChild(document.importNode(found, true));
      before = null;
      layOut();
    } else if (found) {
      for (const figure of found.querySelectorAll('[data-figure]')) tell(figure.dataset.figure, figure.textContent);
    }
  });
}

function tell(name, said) {
  for (const figure of place.querySelectorAll(`[data-figure="${name}"]`)) {
    if (figure.textContent === said) continue;
    const longer = figure.textContent.length !== said.length;
    figure.textContent = said;
    if (longer) layOut();
  }
}

/** Count what is left first, so that what is measured is what is seen. */
function layOut() {
  count();
  const body = place.querySelector('.screen-body');
  if (body) fit(body);
}

function listen() {
  if (!window.EventSource || !place.dataset.stream) return;
  const source = new EventSource(place.dataset.stream);
  source.addEventListener('state', (event) => {
    heard = Date.now();
    answered = heard;
    const said = JSON.parse(event.data);
    for (const name of ['cast', 'handed', 'present']) {
      if (said[name] !== undefined) tell(name, inSigns(said[name], language));
    }
    const shown = document.getElementById('screen');
    if (said.mark && (!shown || shown.dataset.mark !== said.mark)) {
      missed = asking;
      refresh();
    }
  });
  source.onopen = () => {
    heard = Date.now();
  };
  source.onerror = () => {
    if (source.readyState === 2) setTimeout(listen, SLOW); // a browser gives up after an answer that is no stream
  };
}

function measure() {
  const sent = Date.now();
  ask(place.dataset.clock, (text) => {
    const got = Date.now();
    if (got - sent < 1500) offset = Number(JSON.parse(text).now) - (sent + got) / 2;
  });
}

/** An hour that was announced is over the moment it comes. */
function pass() {
  const said = place.querySelector('[data-until]');
  if (!said || Date.now() + offset < Number(said.dataset.until)) return;
  said.textContent = said.dataset.then;
  said.removeAttribute('data-until');
  layOut();
}

function count() {
  const timer = place.querySelector('.timer');
  const sounds = { warn: () => play(addWarning), end: () => play(addEnd) };
  before = timer ? showLeft(timer, Date.now() + offset, before, language, sounds) : null;
}

function play(add) {
  if (sound) add(sound, sound.currentTime + 0.02);
}

/** A line above the picture, which makes room for it. */
function say(line, isShown) {
  if (line.hidden !== isShown) return;
  line.hidden = !isShown;
  layOut();
}

let turn = 0;
function beat() {
  const now = Date.now();
  turn += 1;
  if (now - heard > SILENT || turn % 3 === 0) refresh();
  say(waits, now - answered >= LOST);
  setTimeout(beat, now - heard > SILENT ? QUICK : SLOW);
}

const begin = document.getElementById('screen-start');

function lacking(names) {
  const told = document.getElementById('screen-lacks');
  if (names.length === 0) return;
  told.querySelector('span').textContent = names.map((one) => told.dataset[one]).join(' · ');
  say(told, true);
  setTimeout(() => say(told, false), 20_000);
}

function start() {
  const lacks = [];
  begin.hidden = true;
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (Audio) {
    sound = new Audio();
    if (sound.resume) sound.resume();
  } else lacks.push('sound');
  const root = document.documentElement;
  const full = root.requestFullscreen || root.webkitRequestFullscreen;
  if (full) {
    const asked = full.call(root);
    if (asked?.catch) asked.catch(() => lacking(['full']));
  } else lacks.push('full');
  if (navigator.wakeLock) stayAwake();
  else lacks.push('awake');
  if (!window.EventSource) lacks.push('stream');
  lacking(lacks);
}

function stayAwake() {
  navigator.wakeLock.request('screen').catch(() => lacking(['awake']));
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && begin.hidden && navigator.wakeLock) stayAwake();
});
document.getElementById('screen-begin').addEventListener('click', start);
begin.hidden = false;
listen();
measure();
setInterval(measure, 60_000);
setInterval(count, 200);
setInterval(pass, 500);
layOut();
window.addEventListener('resize', layOut);
window.addEventListener('load', layOut);
if (document.fonts) document.fonts.ready.then(layOut);
beat();
