/* Counts what the server's clock says: elements with data-ends (milliseconds of that clock) run, those with data-left
   (seconds) stand. data-clock is where that clock is read, data-now what it showed when the page was made. */

import { clockOffset } from './server-clock.js';
import { minutesAndSeconds, wordsOf } from './time-left.js';
import { allowSound, endSound, warningSound } from './hall-sound.js';

const place = document.querySelector('[data-clock]');
let offset = place ? Number(place.dataset.now) - Date.now() : 0;
let before = null;

async function measure() {
  offset = await clockOffset(place.dataset.clock);
}

function show() {
  const element = document.querySelector('.timer');
  if (!element) {
    before = null;
    return;
  }
  const running = element.dataset.ends !== undefined;
  const left = running
    ? Math.ceil((Number(element.dataset.ends) - Date.now() - offset) / 1000)
    : Number(element.dataset.left);
  const warning = Number(element.dataset.warning);
  element.textContent = minutesAndSeconds(left, document.documentElement.lang);
  for (const [name, is] of Object.entries(wordsOf(left, warning))) element.classList.toggle(`timer-${name}`, is);
  if (running && before !== null && before > warning && left <= warning) warningSound();
  if (running && before !== null && before > 0 && left <= 0) endSound();
  before = left;
}

if (place) {
  measure().catch(() => {});
  setInterval(() => measure().catch(() => {}), 60_000);
  setInterval(show, 200);
}

document.addEventListener('pointerdown', () => allowSound(), { once: true });
