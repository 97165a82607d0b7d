/** Codes read with the camera where the browser gives one, else from a photo. */

import decodeQR from '../../../vendor/qr-0.7.0/decode.js';
import { button, make } from './element.js';
import { say } from './words.js';

const PAUSE = 150; // milliseconds between two pictures
const LARGEST = 1600; // pixels of a photo's longer side: more take time and find no more

/**
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 * @returns {string | null}
 */
function read(picture, width, height) {
  const scale = Math.min(1, LARGEST / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || !canvas.width || !canvas.height) {
    return null;
  }
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}

/** @param {Blob} file @returns {Promise<string | null>} */
export async function readPhoto(file) {
  try {
    const picture = await createImageBitmap(file);
    return read(picture, picture.width, picture.height);
  } catch {
    return null;
  }
}

/**
 * Look for a code with the camera; what it sees is shown in `place`.
 *
 * @param {HTMLElement} place
 * @param {(text: string) => void} onFound
 * @param {() => void} onRefused
 */
export async function readCamera(place, onFound, onRefused) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch {
    onRefused();
    return;
  }
  const video = /** @type {HTMLVideoElement} */ (
    make('video.camera', { playsinline: '', muted: '', 'aria-label': say('camera') })
  );
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    place.replaceChildren();
  };
  place.replaceChildren(video, button(say('scan_stop'), stop));
  video.srcObject = stream;
  await video.play();
  const look = () => {
    if (!stream.active || !place.isConnected) {
      stop();
      return;
    }
    const text = read(video, video.videoWidth, video.videoHeight);
    if (text === null) {
      setTimeout(look, PAUSE);
      return;
    }
    stop();
    onFound(text);
  };
  look();
}

/**
 * Buttons that read a code into a field: the camera where there is one, a photo everywhere.
 *
 * @param {(text: string) => void} onFound
 */
export function scanner(onFound) {
  const place = make('div.scan-place');
  const said = make('p.field-error', { role: 'status' });
  const photo = /** @type {HTMLInputElement} */ (
    make('input.visually-hidden', { type: 'file', accept: 'image/*', tabindex: '-1', 'aria-hidden': 'true' })
  );
  photo.addEventListener('change', async () => {
    const text = photo.files?.[0] ? await readPhoto(photo.files[0]) : null;
    said.textContent = text === null ? say('scan_none') : '';
    if (text !== null) {
      onFound(text);
    }
  });
  const refuse = () => {
    said.textContent = say('scan_refused');
  };
  const actions = make(
    'div.actions',
    {},
    photo,
    button(say('receipt_photo'), () => photo.click()),
  );
  if (navigator.mediaDevices) {
    actions.prepend(button(say('receipt_scan'), () => readCamera(place, onFound, refuse)));
  }
  return make('div', {}, actions, place, said);
}
