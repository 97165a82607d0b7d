// The camera before which a slip is held: it starts with the first screen, and ends with it.

import { Camera, countCameras, hasCamera } from '../page/camera.js';
import { Reader } from './reader/reader.js';
import { write } from '../page/words.js';

const place = document.getElementById('slip-camera');
const video = place.querySelector('video');
const status = document.getElementById('camera-status');
const nextButton = document.getElementById('camera-next');
const lightButton = document.getElementById('camera-light');
/** Looking at the screen, a tablet stands or is fixed; a phone is held, and its better camera is behind. */
const facing = window.matchMedia('(min-width: 40rem) and (min-height: 30rem)').matches ? 'user' : 'environment';

let reader = new Reader();
const camera = new Camera(video, (frame) => reader.read(frame));
let device;
let told = () => true;
let failed = () => {};
let wanted = false;

/** `found(text)` gets what was read and gives true to look on; `none()` is called when there is no camera after all. */
export function listen({ found, none }) {
  told = found;
  failed = none;
  nextButton.addEventListener('click', async () => {
    device = await camera.next();
    start();
  });
  lightButton.addEventListener('click', async () => {
    const on = lightButton.getAttribute('aria-pressed') !== 'true';
    await camera.light(on).catch(() => {});
    lightButton.setAttribute('aria-pressed', String(on));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) end();
    else if (wanted) start();
  });
}

/** Whether this device says that it has a camera for this page. */
export async function isThere() {
  return hasCamera() && (await countCameras().catch(() => 0)) > 0;
}

/** Look for a slip; where the browser gives no camera, `none` is called. */
export async function start() {
  wanted = true;
  write(status, 'camera-starts');
  try {
    await camera.start(told, { facing, device });
    if (!video.srcObject) return;
    write(status, '');
    video.classList.toggle('mirror', camera.isMirror);
    lightButton.hidden = !camera.hasTorch;
    lightButton.setAttribute('aria-pressed', 'false');
    nextButton.hidden = (await countCameras()) < 2;
  } catch {
    if (!wanted) return;
    stop();
    failed();
  }
}

/** The light goes out, and every picture is forgotten. */
export function stop() {
  wanted = false;
  end();
  write(status, '');
}

function end() {
  camera.stop();
  reader.end();
  reader = new Reader();
}
