// A hand scanner types what it reads, as a keyboard does, into whatever has the focus. Here it is recognised by how its
// codes begin and how fast they come, taken whole, and none of its keys reaches anything else. Keys are read by their
// place, so no layout of this device and no Caps Lock changes them; a person's keys that began alike are given back.

/** What the codes of this house begin with: MAJMA, an address, and MAJMA from a scanner that types as on a French keyboard. */
const STARTS = [
  ['KeyM', 'KeyA', 'KeyJ', 'KeyM', 'KeyA'],
  ['KeyH', 'KeyT', 'KeyT', 'KeyP'],
  ['Semicolon', 'KeyQ', 'KeyJ', 'Semicolon', 'KeyQ'],
];
/** From one key of a beginning to the next, in ms: a scanner needs up to 50, a person who types more. */
const QUICK = 120;
/** A code has ended when nothing came for so long, in ms. */
const SILENCE = 400;
/** No code of ours is longer. */
const LONGEST = 4000;
const PLAIN = new Map(Object.entries({ Minus: '-', Equal: '=', BracketLeft: '[', BracketRight: ']', Backslash: '\\' }));
for (const [code, key] of Object.entries({
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
  Space: ' ',
}))
  PLAIN.set(code, key);
const SHIFTED = new Map(
  [...'-_=+[{]}\\|;:\'",<.>/?1!2@3#4$5%6^7&8*9(0)'.matchAll(/(.)(.)/gs)].map(([, plain, shifted]) => [plain, shifted]),
);
const ENDS = new Set(['Enter', 'NumpadEnter', 'Tab']);
const MODIFIERS = /^(Shift|Control|Alt|Meta)(Left|Right)$|^(CapsLock|NumLock|AltGraph)$/;

/** @type {{code: string, key: string, shift: boolean, target: EventTarget}[]} keys that may be a scanner's */
let held = [];
let text = null;
let endedAt = Number.NEGATIVE_INFINITY;
let timer = null;
let length = LONGEST;
let told = () => {};
const swallowed = new Set();

/** `take(text)` gets each whole code; one that begins like a slip's is whole at `slipLength` characters. */
export function listen(slipLength, take) {
  told = take;
  length = slipLength;
  window.addEventListener('keydown', press, { capture: true });
  window.addEventListener('keyup', release, { capture: true });
  window.addEventListener('blur', stop);
}

/** The keys that a person held down alike are gone, too. */
function stop() {
  clearTimeout(timer);
  held = [];
  text = null;
}

function press(event) {
  const code = event.code || event.key;
  if (event.isComposing || MODIFIERS.test(code)) return;
  if (text !== null) readOn(event, code);
  else if (isTail(code)) swallow(event, code);
  else if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) giveBack();
  else hold(event, code);
}

function release(event) {
  if (!swallowed.delete(event.code || event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function swallow(event, code) {
  event.preventDefault();
  event.stopImmediatePropagation();
  swallowed.add(code);
}

/** What a scanner sends behind its code, so long as it sends: the Enter that would press whatever has the focus. */
function isTail(code) {
  if (performance.now() - endedAt > SILENCE) return false;
  endedAt = ENDS.has(code) ? Number.NEGATIVE_INFINITY : performance.now();
  return true;
}

function hold(event, code) {
  const { key, shiftKey: shift, target } = event;
  const isNext = begins([...held.map((one) => one.code), code]);
  if (!isNext) giveBack();
  if (!isNext && !begins([code])) return;
  swallow(event, code);
  held.push({ code, key, shift, target });
  clearTimeout(timer);
  if (STARTS.some((start) => start.length === held.length && start.every((one, i) => one === held[i].code)))
    startReading();
  else timer = setTimeout(giveBack, QUICK);
}

function begins(codes) {
  return STARTS.some((start) => codes.every((code, i) => start[i] === code));
}

function startReading() {
  const keys = held;
  held = [];
  text = keys.map(({ code, shift }) => character(code, shift)).join('');
  timer = setTimeout(finish, SILENCE);
}

function readOn(event, code) {
  swallow(event, code);
  clearTimeout(timer);
  if (!ENDS.has(code)) text += character(code, event.shiftKey);
  endedAt = ENDS.has(code) ? Number.NEGATIVE_INFINITY : performance.now();
  const isWhole = ENDS.has(code) || text.length >= (/^MAJMA[^ ]/i.test(text) ? length : LONGEST);
  if (isWhole) finish();
  else timer = setTimeout(finish, SILENCE);
}

function finish() {
  const whole = text;
  stop();
  told(whole);
}

/** A person typed these: into the field they go, late by less than anybody sees. */
function giveBack() {
  clearTimeout(timer);
  const keys = held;
  held = [];
  for (const { key, target } of keys) if (isField(target) && [...key].length === 1) type(target, key);
}

function isField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function type(field, data) {
  if (field.readOnly || field.disabled) return;
  const said = { bubbles: true, data, inputType: 'insertText' };
  if (!field.dispatchEvent(new InputEvent('beforeinput', { ...said, cancelable: true }))) return;
  field.setRangeText(data, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', said));
}

/** The character at that place of a keyboard of the United States, as which scanners type unless told otherwise. */
function character(code, shift) {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  const plain = digit ?? PLAIN.get(code) ?? '';
  return shift ? (SHIFTED.get(plain) ?? plain) : plain;
}
