// Step 5: the tracker, for a few moments.

import { Countdown } from './idle.js';
import { announce, show } from './screen.js';
import { showTracker } from './tracker.js';
import { digits, say } from './words.js';

const code = document.getElementById('tracker');
const seconds = document.getElementById('receipt-seconds');
const repeatedNotice = document.getElementById('receipt-repeated');
const clock = new Countdown();
let text = '';
let copied = false;

/** Listen once; `end` clears the page. */
export function listen(allowance, end) {
  document.getElementById('receipt-copy').addEventListener('click', copy);
  document.getElementById('receipt-longer').addEventListener('click', () => clock.extend(allowance));
  document.getElementById('receipt-end').addEventListener('click', end);
}

export function open(tracker, repeated, allowance, end) {
  text = tracker;
  showTracker(code, tracker);
  repeatedNotice.hidden = !repeated;
  show('receipt');
  clock.start(allowance, (left) => { seconds.textContent = digits(left); }, end);
}

export function wipe() {
  clock.stop();
  text = '';
  code.replaceChildren();
  document.getElementById('receipt-copied').textContent = '';
  if (copied) clearClipboard();
  copied = false;
}

/** The next delegate at this tablet must not paste the tracker; a browser may not allow it. */
function clearClipboard() {
  if (navigator.clipboard) navigator.clipboard.writeText('').catch(() => copySelected(' '));
  else copySelected(' ');
}

/** The clipboard's own interface needs a secure context; a hall's network may have none. */
async function copy() {
  copied = true;
  try {
    await navigator.clipboard.writeText(text);
    announce(say('copied'));
  } catch {
    announce(say(copySelected(text) ? 'copied' : 'copy-failed'));
  }
  document.getElementById('receipt-copied').textContent = document.getElementById('announcement').textContent;
}

function copySelected(value) {
  const area = document.createElement('textarea');
  area.value = value;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
