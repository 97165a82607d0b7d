// The camera beside a field for codes: it looks on from one code to the next, and says each once.

import { Camera, countCameras, hasCamera } from './camera.js';
import { readFrame } from './scan.js';
import { chime } from './sound.js';

/** The same code, held a little longer, is not another one, in ms. */
const SAME = 4000;

const place = document.getElementById('code-camera');
const button = document.getElementById('code-camera-button');
const camera = new Camera(place.querySelector('video'), readFrame);

/** `find(text)` gets each code that is read; `tell(name)` says how the camera fares. */
export async function listenToCamera(find, tell) {
  if (!hasCamera() || !(await countCameras().catch(() => 0))) return;
  button.hidden = false;
  button.addEventListener('click', () => (isOn() ? stop() : start(find, tell)));
  document.addEventListener('visibilitychange', () => document.hidden && stop());
}

function isOn() {
  return button.getAttribute('aria-pressed') === 'true';
}

async function start(find, tell) {
  let [before, at] = ['', 0];
  mark(true);
  try {
    await camera.start((text) => {
      const now = performance.now();
      if (text !== before || now - at > SAME) {
        chime();
        find(text);
      }
      [before, at] = [text, now];
      return true;
    });
  } catch {
    stop();
    tell('camera-none');
  }
}

function stop() {
  camera.stop();
  mark(false);
}

function mark(on) {
  button.setAttribute('aria-pressed', String(on));
  place.hidden = !on;
}
