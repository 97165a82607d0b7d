// The page's own words: every text that scripts show stands in <template id="words">, translated there.

const ZEROS = { fa: 0x06f0, ar: 0x0660 };
const said = new Map();
const named = new Map();
const listeners = [];
let words = new Map();
let zero;

readWords(document);

/** Digits of the page's language. */
export function digits(value) {
  const text = String(value);
  return zero ? text.replace(/[0-9]/g, (digit) => String.fromCharCode(zero + Number(digit))) : text;
}

/** What was typed, its digits in the spelling that programs read. */
export function latin(text) {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16));
}

/** The text called `name`, with {placeholders} filled in; numbers take the page's digits, functions are asked. */
export function say(name, values = {}) {
  const text = words.get(name) ?? words.get('unexpected') ?? '';
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    if (!(key in values)) return whole;
    const value = typeof values[key] === 'function' ? values[key]() : values[key];
    return typeof value === 'number' ? digits(value) : value;
  });
}

/** Let a place say the text called `name`, also after the page's language has changed; without a name, nothing. */
export function write(place, name, values) {
  place.textContent = name ? say(name, values) : '';
  if (name) said.set(place, { name, values, text: place.textContent });
  else said.delete(place);
}

/** The same of a name that only who hears the page is told (`aria-label`). Returns the place. */
export function label(place, name, values) {
  place.setAttribute('aria-label', say(name, values));
  named.set(place, { name, values });
  return place;
}

/** Forget what places said that are no longer on the page: a name among it may be a choice. */
export function forgetGone() {
  for (const places of [said, named]) for (const place of places.keys()) if (!place.isConnected) places.delete(place);
}

/** Whether a text of this name exists. */
export function known(name) {
  return words.has(name);
}

/** `listener` is called when the words have become those of another language. */
export function whenWordsChange(listener) {
  listeners.push(listener);
}

/** Say everything in the words of this page, which is the same one in another language. */
export function changeWords(page) {
  readWords(page);
  forgetGone();
  for (const [place, { name, values, text }] of said) {
    if (place.textContent === text) write(place, name, values);
    else said.delete(place);
  }
  for (const [place, { name, values }] of named) label(place, name, values);
  for (const listener of listeners) listener();
}

function readWords(page) {
  const found = page.getElementById('words')?.content.querySelectorAll('[data-word]') ?? [];
  words = new Map([...found].map((element) => [element.dataset.word, element.textContent.trim()]));
  zero = ZEROS[page.documentElement.lang];
}
