// Clocks of an abandoned tablet: a warning first, then everything is cleared and nothing is cast.

import { digits } from '../page/words.js';

const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'];

/** Call `tick(secondsLeft)` every second until the deadline, then `end()`. Survives a sleeping tablet. */
export class Countdown {
  #timer = null;
  #deadline = 0;

  start(seconds, tick, end) {
    this.stop();
    this.#deadline = Date.now() + seconds * 1000;
    const look = () => {
      const left = Math.ceil((this.#deadline - Date.now()) / 1000);
      if (left > 0) tick(left);
      else {
        this.stop();
        end();
      }
    };
    look();
    this.#timer = setInterval(look, 250);
  }

  /** More time. */
  extend(seconds) {
    this.#deadline = Date.now() + seconds * 1000;
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Watches for signs of life; after `idle` seconds without one it warns, after `warning` more it calls `abandon`. */
export class Watch {
  #dialog = document.getElementById('idle-warning');
  #quiet = new Countdown();
  #warned = new Countdown();
  #limits;
  #abandon;
  #active = false;

  constructor(limits, abandon) {
    this.#limits = limits;
    this.#abandon = abandon;
    for (const sign of SIGNS_OF_LIFE) {
      window.addEventListener(sign, () => this.#alive(), { capture: true, passive: true });
    }
    this.#dialog.addEventListener('close', () => this.#resume());
  }

  start() {
    this.#active = true;
    this.#dialog.close();
    this.#warned.stop();
    this.#quiet.start(
      this.#limits.idle,
      () => {},
      () => this.#warn(),
    );
  }

  stop() {
    this.#active = false;
    this.#quiet.stop();
    this.#warned.stop();
    this.#dialog.close();
  }

  #alive() {
    if (this.#active && !this.#dialog.open) this.#quiet.extend(this.#limits.idle);
  }

  #warn() {
    const seconds = this.#dialog.querySelector('[data-seconds]');
    this.#dialog.showModal();
    this.#warned.start(
      this.#limits.warning,
      (left) => {
        seconds.textContent = digits(left);
      },
      () => {
        this.stop();
        this.#abandon();
      },
    );
  }

  #resume() {
    if (this.#active && !this.#dialog.open) this.start();
  }
}
