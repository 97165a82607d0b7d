// What a hall hears of the timer, as tones on any audio context.

import { tone } from './tone.js';

/** Two short tones, from `start` (seconds) on: a minute is left. */
export function addWarning(on, start) {
  tone(on, 660, start, 0.25, 0.5);
  tone(on, 660, start + 0.4, 0.25, 0.5);
}

/** Three long falling tones: the time is over. Each has its octave, which small loudspeakers render better. */
export function addEnd(on, start) {
  for (const [place, frequency] of [880, 740, 587].entries()) {
    tone(on, frequency, start + place * 0.65, 0.6, 0.75);
    tone(on, frequency * 2, start + place * 0.65, 0.6, 0.2);
  }
}
