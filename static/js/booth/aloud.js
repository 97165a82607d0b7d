// Reading a step aloud, where this device has a voice of its own for the language: what is read is whom somebody
// chooses, so a voice that asks a computer elsewhere is none.

import { ask } from './screen.js';
import { whenWordsChange, write } from '../page/words.js';

const RATES = [
  ['slow', 0.7],
  ['normal', 1],
  ['fast', 1.4],
];
const button = document.getElementById('aloud');
const settings = document.getElementById('seeing-voice');
const speech = window.speechSynthesis;
let rate = 1;
let allowed = false;
let queue = [];
let state = 'silent';

/** Listen once. */
export function listenAloud() {
  if (!speech) return;
  speech.addEventListener?.('voiceschanged', offer);
  button.addEventListener('click', press);
  whenWordsChange(() => {
    hush();
    offer();
  });
  new MutationObserver(hush).observe(document.body, { attributeFilter: ['data-at'] });
  offer();
}

/** Say nothing any more. */
export function hush() {
  queue = [];
  if (state !== 'silent') speech.cancel();
  become('silent');
}

/** As every visit begins. */
export function resetAloud() {
  rate = 1;
  allowed = false;
  if (speech) hush();
}

/** The word that names the speed. */
export function rateName() {
  return `rate-${RATES[rate][0]}`;
}

/** Slower (-1) or faster (1); what is being read goes on at the new speed. */
export function changeRate(by) {
  rate = Math.min(Math.max(rate + by, 0), RATES.length - 1);
}

function voice() {
  const code = document.documentElement.lang;
  return speech.getVoices().find(({ lang, localService }) => localService && lang.split(/[-_]/)[0] === code);
}

function offer() {
  const hidden = !voice();
  button.hidden = hidden;
  settings.hidden = hidden;
  become(state);
}

async function press() {
  if (state === 'reading') {
    become('resting'); // not `pause`: several devices never come back from it
    speech.cancel();
  } else if (state === 'resting') {
    become('reading');
    readOn();
  } else if (allowed || (await ask('aloud-question')) === 'read') {
    allowed = true;
    queue = texts();
    become('reading');
    readOn();
  }
}

function readOn() {
  if (state !== 'reading') return;
  if (!queue.length) {
    become('silent');
    return;
  }
  const words = new SpeechSynthesisUtterance(queue[0]);
  words.voice = voice();
  words.lang = words.voice?.lang ?? document.documentElement.lang;
  words.rate = RATES[rate][1];
  words.addEventListener('end', () => {
    if (state !== 'reading') return;
    queue.shift();
    readOn();
  });
  speech.speak(words);
}

function become(next) {
  state = next;
  if (button.hidden) return;
  write(button, { silent: 'aloud-read', reading: 'aloud-pause', resting: 'aloud-on' }[state]);
}

/** What is seen of the present step or of what stands open over it, paragraph by paragraph. */
function texts() {
  const open = [...document.querySelectorAll('dialog[open]')].pop();
  const place = open ?? document.querySelector('[data-step]:not([hidden])');
  const blocks = place.querySelectorAll('h1, h2, h3, p, li, label, summary, button');
  return [...blocks]
    .filter((one) => one.getClientRects().length > 0 && !one.querySelector('p, li, label'))
    .map((one) => one.textContent.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}
