// The page's own words: every text that scripts show stands in <template id="words">, translated there.

const words = new Map(
  [...(document.getElementById('words')?.content.querySelectorAll('[data-word]') ?? [])].map((element) => [
    element.dataset.word,
    element.textContent.trim(),
  ]),
);
const zero = { fa: 0x06f0, ar: 0x0660 }[document.documentElement.lang];

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

/** The text called `name`, with {placeholders} filled in; numbers take the page's digits. */
export function say(name, values = {}) {
  const text = words.get(name) ?? words.get('unexpected') ?? '';
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    if (!(key in values)) return whole;
    return typeof values[key] === 'number' ? digits(values[key]) : values[key];
  });
}

/** Whether a text of this name exists. */
export function known(name) {
  return words.has(name);
}
