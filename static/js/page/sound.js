// A short sound, made here. Browsers let a page sound once it was touched; a kiosk's may at once.

import { tone } from './tone.js';

let context = null;

/** Two rising tones: something was read. */
export function chime() {
  try {
    context ??= new AudioContext();
    context.resume().catch(() => {});
    const start = context.currentTime + 0.01;
    tone(context, 880, start, 0.09, 0.25);
    tone(context, 1320, start + 0.09, 0.09, 0.25);
  } catch {
    /* this device has no sound */
  }
}
