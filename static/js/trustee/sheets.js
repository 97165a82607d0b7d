// The sheets of a backup: one for each sealed envelope, filled in from the page's own template and printed from here.

import { digits, say } from '../page/words.js';
import { drawQr } from '../page/qr.js';
import { encodeShare } from './backup.js';

const sheets = document.getElementById('sheets');
const form = document.getElementById('sheet');

/**
 * Show the sheets of every keeper one after another, so that all of one keeper go into one envelope.
 *
 * @param {{reserve: number, shares: import('./backup.js').Share[]}[]} backups
 * @param {string[]} holders a name for each share
 * @param {string} address of the page that tests a sheet; it stands in the code, the share after '#'
 */
export function showSheets(backups, holders, address) {
  sheets.replaceChildren(
    ...holders.flatMap((holder, i) =>
      backups.map(({ reserve, shares }) => sheet(shares[i], shares.length, holder, address, reserve)),
    ),
  );
}

export function clearSheets() {
  sheets.replaceChildren();
}

function sheet(share, count, holder, address, reserve) {
  const text = encodeShare(share);
  const copy = form.content.cloneNode(true).firstElementChild;
  const values = {
    number: digits(share.number),
    count: digits(count),
    threshold: digits(share.threshold),
    holder,
    key: reserve ? say('reserve-key', { number: reserve }) : say('own-key'),
  };
  for (const place of copy.querySelectorAll('[data-value]')) place.textContent = values[place.dataset.value];
  const code = copy.querySelector('[data-code]');
  code.replaceChildren(drawQr(address ? `${address}#${text}` : text, code.dataset.code));
  copy.querySelector('[data-rows]').replaceChildren(...text.match(/.{16}/g).map(row));
  return copy;
}

function row(text) {
  const item = document.createElement('li');
  const code = document.createElement('code');
  code.dir = 'ltr';
  code.textContent = text.match(/.{4}/g).join(' ');
  item.append(code);
  return item;
}
