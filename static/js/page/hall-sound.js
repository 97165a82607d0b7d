// What a hall hears of the timer. A browser lets a page sound once somebody touched it: `allowSound` is called then.

import { addEnd, addWarning } from './hall-tones.js';

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

function play(add) {
  try {
    context ??= new AudioContext();
    context.resume().catch(() => {});
    add(context, context.currentTime + 0.01);
  } catch {
    /* this device has no sound */
  }
}
