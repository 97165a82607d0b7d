// One tone on any audio context.

/** `frequency` in Hz from `start` on, `length` seconds; it swells and fades, so that no loudspeaker cracks. */
export function tone(on, frequency, start, length, loud) {
  const oscillator = on.createOscillator();
  const volume = on.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(loud, start + 0.01);
  volume.gain.setValueAtTime(loud, start + length - 0.04);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
  oscillator.connect(volume).connect(on.destination);
  oscillator.start(start);
  oscillator.stop(start + length + 0.01);
}
