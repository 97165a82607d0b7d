// What a hall hears of the timer. A browser lets a page sound once somebody touched it: `allowSound` is called then.

import { tone } from './tone.js';

let context = null;

/** Two short tones: a minute is left. */
export function warningSound() {
  play(addWarning);
}

/** Three long falling tones: the time is over. */
export function endSound() {
  play(addEnd);
}

/** Make sounds possible. Gives whether this device has any now. */
export async function allowSound() {
  try {
    context ??= new AudioContext();
    await context.resume();
    return context.state === 'running';
  } catch {
    return false;
  }
}

/** The warning on any context, from `start` (seconds) on. */
export function addWarning(on, start) {
  tone(on, 660, start, 0.25, 0.5);
  tone(on, 660, start + 0.4, 0.25, 0.5);
}

/** The end on any context; each tone with its octave, which small loudspeakers render better. */
export function addEnd(on, start) {
  for (const [place, frequency] of [880, 740, 587].entries()) {
    tone(on, frequency, start + place * 0.65, 0.6, 0.75);
    tone(on, frequency * 2, start + place * 0.65, 0.6, 0.2);
  }
}

function play(add) {
  try {
    context ??= new AudioContext();
    context.resume().catch(() => {});
    add(context, context.currentTime + 0.01);
  } catch {
    /* this device has no sound */
  }
}
