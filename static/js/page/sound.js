// A short sound, made here. Browsers let a page sound once it was touched; a kiosk's may at once.

let context = null;

/** Two rising tones: something was read. */
export function chime() {
  try {
    context ??= new AudioContext();
    context.resume().catch(() => {});
    const start = context.currentTime + 0.01;
    tone(880, start);
    tone(1320, start + 0.09);
  } catch {
    /* this device has no sound */
  }
}

function tone(frequency, start) {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.25, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.09);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.1);
}
