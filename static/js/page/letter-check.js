// The check of a letter: its code, typed or scanned. A hand scanner's letter is asked for at once, whatever has the focus;
// a slip that is scanned here by mistake is not sent.

import { listenToScanner } from './code-scanner.js';
import { latin, write } from './words.js';

/** Where a letter's square code leads, and the token at its end. */
const ADDRESS = /^https?:\/\/[^#]+\/L\/([A-Z2-7]+)$/i;
/** What may stand on a letter, without spaces and dashes: its short code, or what its square code holds. */
const CODE = /^([A-Z0-9]{1,20}|[A-Z2-7]{160})$/i;

const form = document.getElementById('letter-form');
const field = form.elements.code;
const tell = (name) => write(document.getElementById('letter-said'), name);

function take(text) {
  const token = ADDRESS.exec(text.trim())?.[1];
  field.value = token ?? '';
  tell(token ? '' : 'letter-none');
  if (token) form.querySelector('.actions button').click();
}

/** What is no code of a letter does not leave this page. */
function settle(event) {
  const text = latin(field.value);
  if (!text || CODE.test(text.replace(/[\s\-\u2010-\u2015\u200b-\u200f]/g, ''))) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the form was not sent and can be sent again
  take(text);
}

form.addEventListener('submit', settle, { capture: true });
listenToScanner(take, tell);
