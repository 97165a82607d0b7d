// A button of an act that cannot be undone: dead until it is woken, deaf to a press that began before, and to a second.

/** How long such a button rests after what it speaks of came into sight, in milliseconds. */
const REST = 1000;

export class Guarded {
  #button;
  #awake = false;
  #begun = false;

  constructor(button, act) {
    this.#button = button;
    button.addEventListener('pointerdown', () => {
      this.#begun = this.#awake;
    });
    button.addEventListener('click', ({ detail }) => {
      const meant = this.#awake && (detail === 0 || this.#begun); // keys and screen readers click without a pointer
      this.#begun = false;
      if (!meant) return;
      this.sleep();
      act();
    });
    this.sleep();
  }

  wake() {
    this.#awake = true;
    this.#button.disabled = false;
  }

  sleep() {
    this.#awake = false;
    this.#begun = false;
    this.#button.disabled = true;
  }
}

/** Resolves when what is on the page now was painted and has stood there for a moment; never in a hidden page. */
export function seen() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, REST)));
  });
}
