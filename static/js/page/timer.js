/* Counts what the server's clock says: elements with data-ends (milliseconds of that clock) run, those with data-left
   (seconds) stand. data-clock is where that clock is read, data-now what it showed when the page was made. */

import { clockOffset } from './server-clock.js';
import { showLeft } from './time-left.js';
import { allowSound, endSound, warningSound } from './hall-sound.js';

const place = document.querySelector('[data-clock]');
let offset = place ? Number(place.dataset.now) - Date.now() : 0;
let before = null;

async function measure() {
  offset = await clockOffset(place.dataset.clock);
}

function show() {
  const timer = document.querySelector('.timer');
  const sounds = { warn: warningSound, end: endSound };
  before = timer ? showLeft(timer, Date.now() + offset, before, document.documentElement.lang, sounds) : null;
}

if (place) {
  measure().catch(() => {});
  setInterval(() => measure().catch(() => {}), 60_000);
  setInterval(show, 200);
}

document.addEventListener('pointerdown', () => allowSound(), { once: true });
