// Another language at any step: the same page is fetched in it and its words are put in the place of those that stand
// here. Nothing is loaded anew, so marks, slip and step stay as they are.

import { changeWords } from '../page/words.js';

const WORDS = [
  'alt',
  'aria-current',
  'aria-label',
  'data-name',
  'data-search',
  'data-paper',
  'data-slip',
  'data-ballot',
  'data-challenge',
  'data-stopped',
  'dir',
  'lang',
  'placeholder',
]; // prettier-ignore
const SAME = ['election', 'fingerprint', 'minimum', 'maximum', 'blank'];
const root = document.documentElement;
const pages = new Map([[root.lang, copyOf(document)]]);
const first = root.lang;
let agrees = () => true;

/** The words of a page, without its head: the sheet in a booth kept as one file may not be written a second time. */
function copyOf(page) {
  const copy = page.implementation.createHTMLDocument('');
  copy.documentElement.lang = page.documentElement.lang;
  copy.documentElement.dir = page.documentElement.dir;
  copy.body.replaceWith(copy.importNode(page.body, true));
  return copy;
}

/** `check()` says whether the candidates on the page are still those of the hashed election. */
export function checkWords(check) {
  agrees = check;
}

export function firstLanguage() {
  return first;
}

/** The page as it came, in its first language. */
export function pageThatCame() {
  return pages.get(first);
}

export function theLanguage() {
  return root.lang;
}

/** Put the page into a language; false where it did not come, or came as another page: then all stays as it is. */
export async function speak(code) {
  if (code === root.lang) return true;
  const before = root.lang;
  try {
    const page = pages.get(code) ?? (await fetchPage(code));
    if (take(page)) {
      pages.set(code, page);
      return true;
    }
  } catch {
    /* no network, or the booth was closed meanwhile */
  }
  if (root.lang !== before) take(pages.get(before));
  return false;
}

async function fetchPage(code) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 10000);
  try {
    const address = `${location.pathname}?language=${code}`;
    const response = await fetch(address, { cache: 'no-store', credentials: 'same-origin', signal: limit.signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const [here, there] = [document, page].map((one) => one.getElementById('booth').dataset);
    if (page.documentElement.lang !== code || SAME.some((name) => here[name] !== there[name])) throw new Error('page');
    return page;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Pages of one template differ in their words alone; where they differ otherwise nothing was changed yet. Whether the
 * cards agree is asked, and their official names are filled in, before anybody copies a card (the review).
 */
function take(page) {
  const changes = [];
  compare(document.body, page.body, changes);
  for (const change of changes) change();
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  const isSame = agrees();
  changeWords(page);
  return isSame;
}

function compare(here, there, changes) {
  if (here.tagName !== there.tagName || here.id !== there.id) throw new Error('page');
  changes.push(() => copyAttributes(here, there));
  if (here.tagName === 'TEMPLATE') {
    changes.push(() => here.content.replaceChildren(document.importNode(there.content, true)));
    return;
  }
  const [ours, theirs] = [here, there].map(parts);
  if (theirs.length === 0) return; // what stands here, scripts wrote
  if (ours.length === theirs.length && ours.every((one, place) => one.nodeType === theirs[place].nodeType)) {
    ours.forEach((one, place) => {
      if (one.nodeType === Node.ELEMENT_NODE) compare(one, theirs[place], changes);
      else changes.push(() => one.replaceData(0, one.length, theirs[place].data));
    });
  } else if (here.querySelector('[id], button, input')) throw new Error('page');
  else changes.push(() => here.replaceChildren(...theirs.map((one) => document.importNode(one, true))));
}

function copyAttributes(here, there) {
  for (const name of WORDS) {
    const said = there.getAttribute(name);
    if (said === null) here.removeAttribute(name);
    else if (here.getAttribute(name) !== said) here.setAttribute(name, said);
  }
}

/** Elements, and texts that say something. */
function parts(element) {
  return [...element.childNodes].filter(
    (node) => node.nodeType === Node.ELEMENT_NODE || (node.nodeType === Node.TEXT_NODE && node.data.trim() !== ''),
  );
}
