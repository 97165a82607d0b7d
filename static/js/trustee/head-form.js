// Asking for the closing head: scanned from an observer's own device, typed, cosigned by a witness, or only the office's word.

import { Camera, hasCamera } from '../page/camera.js';
import { readFrame, readPhoto } from '../page/scan.js';
import { readClosingHead } from './closing-head.js';
import { wordsOf } from './screen.js';
import { stop } from './stop.js';
import { readWitness } from './witness.js';

/** The fieldset with `data-head` in a form. */
export class HeadForm {
  #root;
  #scanned = null;
  #camera;

  constructor(root) {
    this.#root = root;
    this.#camera = new Camera(this.#find('video'), readFrame);
    for (const radio of root.querySelectorAll('input[type=radio]'))
      radio.addEventListener('change', () => this.#show());
    this.#find('[data-act=camera]').hidden = !hasCamera();
    this.#find('[data-act=camera]').addEventListener('click', () => this.#scan());
    this.#find('input[data-file=photo]').addEventListener('change', ({ target }) => this.#photo(target.files[0]));
    this.#show();
  }

  /** @returns {Promise<import('./custody.js').Given>} Error that says what is missing or cannot be read */
  async given() {
    const source = this.#source();
    if (source === 'observer') {
      if (!this.#scanned) throw stop('head-missing');
      return { source, head: readClosingHead(this.#scanned) };
    }
    if (source === 'typed') return { source, head: readClosingHead(this.#find('textarea').value) };
    if (source === 'witness') return { source, witness: await this.#witness() };
    if (source === 'office' && this.#find('input[type=checkbox]').checked) return { source };
    throw stop(source === 'office' ? 'office-not-ticked' : 'head-missing');
  }

  end() {
    this.#camera.stop();
  }

  async #witness() {
    const file = this.#find('input[data-file=note]').files[0];
    if (!file) throw stop('witness-note');
    return readWitness(await file.text(), this.#find('input[data-witness-key]').value);
  }

  async #scan() {
    const video = this.#find('video');
    try {
      video.hidden = false;
      await this.#camera.start((text) => {
        video.hidden = true;
        this.#take(text);
      });
    } catch {
      video.hidden = true;
      this.#say(wordsOf(stop('no-camera')));
    }
  }

  async #photo(file) {
    if (!file) return;
    try {
      this.#take(await readPhoto(file));
    } catch (error) {
      this.#say(wordsOf(error));
    }
  }

  #take(text) {
    try {
      readClosingHead(text);
      this.#scanned = text;
      this.#say(wordsOf(stop('head-scanned')));
    } catch (error) {
      this.#say(wordsOf(error));
    }
  }

  #say(text) {
    this.#find('[data-scanned]').textContent = text;
  }

  #source() {
    return this.#root.querySelector('input[type=radio]:checked')?.value ?? '';
  }

  /** Only the chosen way's own fields. */
  #show() {
    for (const way of this.#root.querySelectorAll('[data-way]')) way.hidden = way.dataset.way !== this.#source();
    if (this.#source() !== 'observer') this.#camera.stop();
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}
