// Step 5: the thanks, the tracker and the board's signed receipt, for a few moments.

import { drawQr } from '../page/qr.js';
import { Countdown } from './idle.js';
import { announce, element, show } from './screen.js';
import { FIND } from '../protocol/short.js';
import { showDigits, showTracker } from '../page/tracker.js';
import { digits, say } from '../page/words.js';

const whole = document.getElementById('tracker');
const short = document.getElementById('tracker-digits');
const every = document.getElementById('tracker-forty');
const code = document.getElementById('receipt-code');
const signed = document.getElementById('receipt-signed');
const unsigned = document.getElementById('receipt-unsigned');
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

/** Show what is kept; `receipt` is null where the board gave none of this vote. */
export function open({ tracker, receipt, repeated }, allowance, end) {
  text = tracker;
  showTracker(whole, tracker);
  showDigits(short, tracker, FIND);
  showDigits(every, tracker);
  code.replaceChildren(...(receipt ? [drawQr(receipt, say('receipt-code'))] : []));
  signed.hidden = !receipt;
  unsigned.hidden = Boolean(receipt);
  repeatedNotice.hidden = !repeated;
  show('receipt');
  clock.start(
    allowance,
    (left) => {
      seconds.textContent = digits(left);
    },
    end,
  );
}

export function wipe() {
  clock.stop();
  text = '';
  for (const place of [whole, short, every, code]) place.replaceChildren();
  for (const notice of [signed, unsigned, repeatedNotice]) notice.hidden = true;
  for (const details of element('receipt').querySelectorAll('details')) details.open = false;
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
