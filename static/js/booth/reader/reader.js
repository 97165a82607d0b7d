// What the booth's camera reads with: the browser's own reader of codes where it has one, else a worker of ours.

import { checkOwnScript } from '../../page/own-script.js';
import { PREFIX } from '../../protocol/slip-code.js';

/** A picture that is not read within so many ms is given up, and with it the reader that hangs. */
const PATIENCE = 8000;

export class Reader {
  #native = native();
  #worker = null;
  #waiting = null;
  #last = 0;

  /** The text of a code in sight, a slip's before any other; null where there is none. */
  async read({ video, grab }) {
    const texts = (await this.#byBrowser(video)) ?? (await this.#byWorker(grab).catch(() => []));
    return texts.find((text) => text.startsWith(PREFIX)) ?? texts[0] ?? null;
  }

  /** Forget all pictures. */
  end() {
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = null;
    this.#waiting?.([]);
    this.#waiting = null;
  }

  async #byBrowser(video) {
    const detector = await this.#native;
    if (!detector) return null;
    try {
      return (await detector.detect(video)).map(({ rawValue }) => rawValue);
    } catch {
      this.#native = null; // there by name only, as on Android without its maker's services
      return null;
    }
  }

  async #byWorker(grab) {
    this.#worker ??= begin(
      (data) => this.#settle(data),
      () => this.end(),
    );
    const worker = await this.#worker;
    const picture = grab();
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.end(), PATIENCE);
      this.#waiting = (texts) => {
        clearTimeout(patience);
        resolve(texts);
      };
      worker.postMessage({ id, picture }, [picture.data.buffer]);
    });
  }

  #settle({ id, texts }) {
    if (id !== this.#last) return;
    this.#waiting?.(texts);
    this.#waiting = null;
  }
}

async function native() {
  try {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats();
    return formats?.includes('qr_code') ? new globalThis.BarcodeDetector({ formats: ['qr_code'] }) : null;
  } catch {
    return null;
  }
}

/** The worker is the page's own script once more, under the name that tells it what it is; `lost` where it did not come. */
async function begin(settle, lost) {
  await checkOwnScript();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'reader' });
  worker.addEventListener('message', ({ data }) => settle(data));
  worker.addEventListener('error', lost);
  return worker;
}
