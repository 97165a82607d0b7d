// The list is one stop for the Tab key: arrows lead through it, so that the counter is never far.

const LONG = 10;

/** Lead through `boxes`, each with a button beside it, by arrows; `first()` makes the first one shown the stop. */
export class ListKeys {
  #boxes;

  constructor(boxes) {
    this.#boxes = boxes;
    for (const box of boxes) box.addEventListener('focus', () => this.stopAt(box));
    for (const box of boxes) box.addEventListener('keydown', (event) => this.#move(event, box));
    this.first();
  }

  /** The first card that is shown is where the Tab key comes in. */
  first() {
    const shown = this.#shown();
    if (shown.length) this.stopAt(shown[0]);
  }

  #shown() {
    return this.#boxes.filter((box) => !box.closest('li').hidden && !box.disabled);
  }

  /** Where the Tab key comes in from now on. */
  stopAt(stop) {
    for (const box of this.#boxes) {
      const order = box === stop ? 0 : -1;
      box.tabIndex = order;
      box.closest('li').querySelector('button').tabIndex = order;
    }
  }

  #move(event, box) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const shown = this.#shown();
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: LONG, PageUp: -LONG, Home: -shown.length, End: shown.length };
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const step = steps[event.key] ?? { ArrowLeft: -1, ArrowRight: -1, [forward]: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = Math.min(Math.max(shown.indexOf(box) + step, 0), shown.length - 1);
    shown[place].focus();
  }
}
