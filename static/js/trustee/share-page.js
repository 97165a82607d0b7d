// Test a backup sheet against the published numbers. It stays in this browser; what is sent proves only that it was seen whole.

import { say } from '../page/words.js';
import { belongsTo, decodeShare, proveShare, readCommitments } from './backup.js';
import { load, send } from './sending.js';
import { wordsOf } from './screen.js';
import { stop } from './stop.js';

const root = document.getElementById('trustee');
const form = document.getElementById('share-form');
const field = document.getElementById('share-text');
const good = document.getElementById('share-good');
const problem = document.getElementById('trustee-problem');
const addresses = [...document.querySelectorAll('[data-commitments]')].map(({ dataset }) => dataset);

async function test(text) {
  good.hidden = true;
  problem.hidden = true;
  try {
    const share = decodeShare(text);
    const { elements, reserve } = await backupOf(share);
    await send(root.dataset.sheet, { proof: proveShare(share, elements) });
    document.getElementById(`seen-${reserve}-${share.number}`)?.removeAttribute('hidden');
    good.querySelector('[data-text]').textContent = say('share-good', share);
    good.hidden = false;
    good.focus();
  } catch (error) {
    problem.querySelector('[data-problem-text]').textContent = wordsOf(error);
    problem.hidden = false;
    problem.focus();
  }
}

/** The backup that a sheet says it is of: of the key, or of a reserve key. */
async function backupOf(share) {
  for (const { commitments, reserve } of addresses) {
    const elements = readCommitments(new TextDecoder().decode(await load(commitments)));
    if (belongsTo(share, elements)) return { elements, reserve };
  }
  throw stop('share-foreign', { number: share.number });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  test(field.value);
});
root.hidden = false;
const arrived = window.takeFragment();
if (arrived) {
  field.value = arrived;
  test(arrived);
}
