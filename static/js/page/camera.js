// The camera of this device in a video element, looked at until a code is read. Pictures go nowhere.

const PAUSE = 120;
const SLOW_PAUSE = 400;
/** How long it looks often, in ms: a tablet that waits for the next delegate need not grow hot. */
const OFTEN = 60_000;

/** Whether the browser gives pages like this one a camera: over https, on this very computer, or as a file. */
export function hasCamera() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/** How many cameras this device says it has; browsers say so before they are asked for one. */
export async function countCameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.filter(({ kind }) => kind === 'videoinput').length;
}

export class Camera {
  #video;
  #read;
  #canvas = document.createElement('canvas');
  #timer = null;
  #stream = null;
  #last = 0;

  /** `read({video, grab})` gives the text of a code in sight or null, now or later; `grab()` is the picture's data. */
  constructor(video, read) {
    this.#video = video;
    this.#read = read;
  }

  /**
   * Look until a code is read, then stop and give its text to `found`; where that gives true, look on.
   * `facing` is 'user' or 'environment', or `device` names one. Rejects where the camera is not given.
   */
  async start(found, { facing = 'environment', device } = {}) {
    this.stop();
    this.#last += 1;
    const mine = this.#last;
    const which = device ? { deviceId: { exact: device } } : { facingMode: facing };
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...which, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    if (mine !== this.#last) {
      end(stream); // stopped, or started anew, while the browser asked
      return;
    }
    this.#stream = stream;
    this.#video.srcObject = stream;
    await this.#video.play();
    if (mine === this.#last) this.#look(mine, found, performance.now());
  }

  stop() {
    this.#last += 1;
    clearTimeout(this.#timer);
    if (this.#stream) end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.#canvas.width = 0; // the last picture is forgotten
  }

  /** Whether it looks the way the screen does, so that it is shown as a mirror; the user's where the track is silent. */
  get isMirror() {
    return (this.#settings.facingMode ?? 'user') === 'user';
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  async light(on) {
    await this.#track?.applyConstraints({ advanced: [{ torch: on }] });
  }

  /** The id of the camera after the present one, to start with; undefined where there is no other. */
  async next() {
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
    const at = devices.findIndex(({ deviceId }) => deviceId === this.#settings.deviceId);
    return devices.length > 1 ? devices[(at + 1) % devices.length].deviceId : undefined;
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  get #settings() {
    return this.#track?.getSettings?.() ?? {};
  }

  async #look(mine, found, since) {
    const text = await this.#readNow();
    if (mine !== this.#last) return;
    if (text !== null) {
      const goesOn = found(text) === true;
      if (mine !== this.#last) return;
      if (!goesOn) {
        this.stop();
        return;
      }
    }
    const pause = performance.now() - since < OFTEN ? PAUSE : SLOW_PAUSE;
    this.#timer = setTimeout(() => this.#look(mine, found, since), pause);
  }

  async #readNow() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width) return null;
    return this.#read({ video: this.#video, grab: () => draw(this.#canvas, this.#video, width, height) });
  }
}

/** The picture of a source, drawn on a canvas of that size. */
export function draw(canvas, source, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
