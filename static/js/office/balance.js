// The balance of paper and votes as the page shows it, worked out anew with every slip and with every figure of the hall.

import { digits, say } from '../page/words.js';

const box = document.getElementById('balance');
const said = document.getElementById('balance-said');
const reason = document.getElementById('reason-part');

/** The figures of the hall, as the page has them now: slips printed, handed out, spoiled, void, lost; votes, invalid papers. */
function figures() {
  const held = document.querySelector('#standing [data-printed]').dataset;
  return Object.fromEntries(
    ['printed', 'handed', 'spoiled', 'void', 'lost', 'cast', 'invalid'].map((name) => [name, Number(held[name])]),
  );
}

/** @param {number} unused slips counted on the table @param {boolean} begun whether any has been scanned */
export function showBalance(unused, begun) {
  const now = { ...figures(), unused };
  const difference = now.printed - now.handed - unused - now.spoiled - now.void - now.lost;
  const surplus = Math.max(0, now.cast + now.invalid - now.handed);
  const state = stateOf(difference, surplus, begun);
  const wrong = { unused: 'unused', many: 'handed', surplus: 'handed' }[state];
  for (const term of box.querySelectorAll('[data-term]')) {
    term.querySelector('.balance-number').textContent = digits(now[term.dataset.term]);
    term.classList.toggle('balance-term-wrong', term.dataset.term === wrong);
  }
  box.classList.toggle('balance-wrong', wrong !== undefined);
  box.classList.toggle('balance-right', state === 'right');
  tell(say(`balance-${state}`, { count: surplus || Math.abs(difference) }));
  reason.hidden = state === 'right' && !('needed' in reason.dataset) && !reason.querySelector('textarea').value;
}

/** From now on the poll closes only with a reason: a slip on the table had a vote. */
export function needReason() {
  reason.dataset.needed = '';
}

function stateOf(difference, surplus, begun) {
  if (surplus) return 'surplus';
  if (difference < 0) return 'many';
  if (difference === 0) return 'right';
  return begun ? 'unused' : 'open';
}

/** A screen reader hears a sentence again only when it is another. */
function tell(text) {
  if (said.textContent !== text) said.textContent = text;
}

/** Call `changed` when the page has fetched new figures. */
export function whenFiguresChange(changed) {
  new MutationObserver(changed).observe(document.getElementById('standing'), { childList: true });
}
