// Reading a QR code with this device: by its camera where the browser gives one, else from a photo. Nothing is sent.

import { decodeQR } from '../../vendor/qr-0.7.0/decode.js';

const PAUSE = 120;
const SIDES = [1200, 2000, 700];

/** Whether the browser gives pages like this one a camera: over https, on this very computer, or as a file. */
export function hasCamera() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/** The camera in a video element of the page. */
export class Camera {
  #video;
  #canvas = document.createElement('canvas');
  #timer = null;
  #stream = null;

  constructor(video) {
    this.#video = video;
  }

  /** Look until a code is read, then stop and give its text to `found`. Rejects where the camera is not given. */
  async start(found) {
    this.stop();
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    const look = () => {
      if (!this.#stream) return;
      const text = this.#read();
      if (text === null) {
        this.#timer = setTimeout(look, PAUSE);
        return;
      }
      this.stop();
      found(text);
    };
    look();
  }

  stop() {
    clearTimeout(this.#timer);
    if (this.#stream) for (const track of this.#stream.getTracks()) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  #read() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    return width ? readImage(draw(this.#canvas, this.#video, width, height)) : null;
  }
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

function draw(canvas, source, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function readImage(image) {
  try {
    return decodeQR(image);
  } catch {
    return null; // no code in sight, or not yet sharp
  }
}
