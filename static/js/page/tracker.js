// A tracker on the screen: whole, in groups of four, and as digits, of which the first twelve find it.

import { FIND, WHOLE, short } from '../protocol/short.js';
import { digits } from './words.js';

export function showTracker(place, tracker) {
  place.replaceChildren(...groups(tracker));
}

/** The first `count` digits of its short fingerprint, those that find it marked where there are more. */
export function showDigits(place, tracker, count = WHOLE) {
  const spans = groups(short('tracker', tracker, count)).map((span, i) => {
    span.className = count > FIND && i < FIND / 4 ? 'finds' : '';
    span.textContent = digits(span.textContent);
    return span;
  });
  place.replaceChildren(...spans);
}

function groups(text) {
  return text.match(/.{1,4}/g).map((characters) => {
    const span = document.createElement('span');
    span.textContent = characters;
    return span;
  });
}
