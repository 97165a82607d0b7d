// The sheets of a backup: one for each sealed envelope, filled in from the page's own template and printed from here.

import { digits } from '../booth/words.js';
import { drawQr } from '../qr.js';
import { encodeShare } from './backup.js';

const sheets = document.getElementById('sheets');
const form = document.getElementById('sheet');

/** Show a sheet for each share; `address` of the page that checks one stands in the code, the share after '#'. */
export function showSheets(shares, holders, address) {
  sheets.replaceChildren(...shares.map((share, i) => sheet(share, shares.length, holders[i], address)));
}

export function clearSheets() {
  sheets.replaceChildren();
}

function sheet(share, count, holder, address) {
  const text = encodeShare(share);
  const copy = form.content.cloneNode(true).firstElementChild;
  const values = { number: digits(share.number), count: digits(count), threshold: digits(share.threshold), holder };
  for (const place of copy.querySelectorAll('[data-value]')) place.textContent = values[place.dataset.value];
  copy.querySelector('[data-code]').replaceChildren(drawQr(`${address}#${text}`, copy.querySelector('[data-code]').dataset.code));
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
