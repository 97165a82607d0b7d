// Reading a QR code with this device: by its camera where the browser gives one, else from a photo. Nothing is sent.

import { decodeQR } from '../../vendor/qr-0.7.0/decode.js';
import { draw } from './camera.js';

const SIDES = [1200, 2000, 700];

/** What a `Camera` reads with. */
export function readFrame({ grab }) {
  return readImage(grab());
}

/** The text of the code on a picture; throws Error 'photo-no-code' where none is read. */
export async function readPhoto(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('photo-no-code');
  });
  const longest = Math.max(picture.width, picture.height);
  for (const side of SIDES) {
    const scale = Math.min(1, side / longest);
    const size = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale)));
    const text = readImage(draw(document.createElement('canvas'), picture, ...size));
    if (text !== null) return text;
  }
  throw new Error('photo-no-code');
}

function readImage(image) {
  try {
    return decodeQR(image);
  } catch {
    return null; // no code in sight, or not yet sharp
  }
}
