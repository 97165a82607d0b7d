// Clocks of an abandoned tablet: a warning that hides what stands on the screen, then everything is cleared and nothing
// is cast. Time counts while the tablet sleeps: it wakes to a cleared screen, not to a warning.

import { digits } from '../page/words.js';

const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'];
const TICK = 250;

/** Milliseconds since a moment, by whichever clock went further: one of them stands still while some tablets sleep. */
class Since {
  #date = Date.now();
  #run = performance.now();

  elapsed() {
    return Math.max(Date.now() - this.#date, performance.now() - this.#run);
  }
}

/** Call `tick(secondsLeft)` until the time is over, then `end()`. */
export class Countdown {
  #timer = null;

  start(seconds, tick, end) {
    this.stop();
    const begun = new Since();
    const look = () => {
      const left = Math.ceil(seconds - begun.elapsed() / 1000);
      if (left > 0) tick(left);
      else {
        this.stop();
        end();
      }
    };
    look();
    this.#timer = setInterval(look, TICK);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Hide all of the page but the one dialog that asks; also what the system photographs of a page that is put away. */
export function cover(on) {
  document.body.toggleAttribute('data-covered', on);
}

/**
 * Watches for signs of life; after `idle` seconds without one it warns, after `warning` more it calls `abandon`. Each
 * sign of life begins the time anew, as often as there is one (WCAG 2.2.1).
 */
export class Watch {
  #dialog = document.getElementById('idle-warning');
  #abandon;
  #limits = null;
  #since = new Since();
  #timer = null;

  constructor(abandon) {
    this.#abandon = abandon;
    for (const sign of SIGNS_OF_LIFE) {
      window.addEventListener(sign, (event) => this.#alive(event), { capture: true });
    }
    // At once: by the time of its event «close» a tick of the clock may have warned again.
    new MutationObserver(() => this.#answered()).observe(this.#dialog, { attributeFilter: ['open'] });
    document.addEventListener('visibilitychange', () => this.#wake());
    document.addEventListener('resume', () => this.#wake());
    for (const sign of ['pageshow', 'focus']) window.addEventListener(sign, () => this.#wake());
  }

  /** Watch from now on. `limits`: seconds, and `holds`, which the warning speaks of. */
  start(limits) {
    this.stop();
    this.#limits = limits;
    this.#since = new Since();
    this.#timer = setInterval(() => this.#look(), TICK);
  }

  stop() {
    if (!this.#limits) return;
    this.#limits = null;
    clearInterval(this.#timer);
    this.#dialog.close();
    cover(false);
  }

  #answered() {
    if (!this.#limits || this.#dialog.open) return;
    cover(false);
    this.#since = new Since();
  }

  /** A sign of life, unless it comes after the time: then it is the next person's, and does nothing. */
  #alive(event) {
    if (!this.#limits) return;
    if (this.#look()) {
      event.stopImmediatePropagation();
      if (event.cancelable) event.preventDefault();
    } else if (!this.#dialog.open) this.#since = new Since();
  }

  /** A page that is put away is covered at once; one that is taken up again shows nothing before the clock was looked at. */
  #wake() {
    if (!this.#limits) return;
    if (document.hidden) cover(true);
    else if (!this.#look() && !this.#dialog.open) cover(document.getElementById('slip-question').open);
  }

  /** Whether the visit was over. */
  #look() {
    const { idle, warning } = this.#limits;
    const quiet = this.#since.elapsed() / 1000;
    if (quiet >= idle + warning) {
      this.stop();
      this.#abandon();
      return true;
    }
    if (quiet >= idle) this.#warn(Math.ceil(idle + warning - quiet));
    return false;
  }

  #warn(left) {
    const seconds = this.#dialog.querySelector('[data-seconds]');
    if (seconds.textContent !== digits(left)) seconds.textContent = digits(left);
    if (this.#dialog.open) return;
    const holds = this.#limits.holds();
    for (const text of this.#dialog.querySelectorAll('[data-holds]')) text.hidden = text.dataset.holds !== holds;
    cover(true);
    this.#dialog.showModal();
  }
}
