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

/** A button that fingers cannot press in the moment after its screen came: it may lie where they pressed before. */
export class Rested {
  #button;
  #turn = 0;
  #rests = false;
  #begun = true;

  constructor(button, act = () => {}) {
    this.#button = button;
    button.addEventListener('pointerdown', () => {
      this.#begun = !this.#rests;
    });
    button.addEventListener('click', (event) => {
      const meant = event.detail === 0 || (this.#begun && !this.#rests); // keys and screen readers have no pointer
      if (meant) act();
      else event.preventDefault();
    });
  }

  async rest() {
    this.#turn += 1;
    const mine = this.#turn;
    this.#rests = true;
    this.#button.setAttribute('aria-disabled', 'true');
    await seen();
    if (mine === this.#turn) this.wake();
  }

  wake() {
    this.#turn += 1;
    this.#rests = false;
    this.#button.removeAttribute('aria-disabled');
  }
}

/** Resolves when what is on the page now was painted and has stood there for a moment; never in a hidden page. */
export function seen() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, REST)));
  });
}

/** Whether a dialog or the cover lies over the step. */
export function isUnder() {
  return document.body.hasAttribute('data-covered') || document.querySelector('dialog[open]') !== null;
}

/** Call `act` at once, before anything can be pressed, whenever a dialog closed or the cover was lifted. */
export function whenUncovered(act) {
  const went = ({ target }) => target === document.body || target.localName === 'dialog';
  const look = (changes) => {
    if (changes.some(went) && !isUnder()) act();
  };
  new MutationObserver(look).observe(document.body, { subtree: true, attributeFilter: ['open', 'data-covered'] });
}
