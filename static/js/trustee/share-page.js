// Check a backup share against the published commitments. It stays in this browser.

import { known, say } from '../booth/words.js';
import { decodeShare, readCommitments, verifyShare } from './backup.js';

const settings = document.getElementById('share').dataset;
const form = document.getElementById('share-form');
const field = document.getElementById('share-text');
const good = document.getElementById('share-good');
const problem = document.getElementById('share-problem');

async function check(text) {
  good.hidden = true;
  problem.hidden = true;
  try {
    const share = decodeShare(text);
    verifyShare(share, readCommitments(await (await fetch(settings.commitments)).text()));
    good.querySelector('[data-text]').textContent = say('share-good', share);
    good.hidden = false;
    good.focus();
  } catch (error) {
    problem.querySelector('[data-problem-text]').textContent = say(known(error.message) ? error.message : 'share-text', error.values);
    problem.hidden = false;
    problem.focus();
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  check(field.value);
});
document.getElementById('share').hidden = false;
const arrived = window.takeFragment();
if (arrived) { field.value = arrived; check(arrived); }
