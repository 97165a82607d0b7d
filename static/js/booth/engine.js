// The page's side of the worker: one promise per act, and an end that leaves nothing behind.

/** The code of a worker that did not start, or died. */
export const LOST = 'engine';

/** Milliseconds after which a worker that did not say that it runs is one whose request was swallowed. */
const PATIENCE = 15000;

export class Engine {
  #worker;
  #waiting = new Map();
  #last = 0;
  #patience;

  constructor() {
    try {
      this.#worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    } catch {
      throw new Error(LOST);
    }
    this.#worker.addEventListener('message', ({ data }) => this.#settle(data));
    this.#worker.addEventListener('error', () => this.#failAll(LOST));
    this.#patience = setTimeout(() => this.#failAll(LOST), PATIENCE);
  }

  /** Check the election's bytes against its fingerprint and prepare its key. */
  open(bytes, fingerprint) {
    return this.#ask({ act: 'open', bytes, fingerprint });
  }

  /** The public half of a credential, base 10; the worker keeps the secret for `encrypt`. */
  identify(credential) {
    return this.#ask({ act: 'identify', credential });
  }

  /** The proof that the secret of the credential is held here: shown to be told the tracker of its vote. */
  hold() {
    return this.#ask({ act: 'hold' });
  }

  /** The code over choices per question by which two officers' devices compare a paper. */
  compare(choices) {
    return this.#ask({ act: 'compare', choices });
  }

  /** {ballot, tracker, lock} for choices per question; the lock is that of the verdict, should it be challenged. */
  encrypt(choices) {
    return this.#ask({ act: 'encrypt', choices });
  }

  /** The opening of the ballot just encrypted: only after the server noted that it is never cast. */
  reveal() {
    return this.#ask({ act: 'reveal' });
  }

  /** Forget how the ballot just encrypted opens; the credential stays. */
  discard() {
    return this.#ask({ act: 'discard' });
  }

  /** Forget the credential's secret and the ballot's; the tables stay. */
  forget() {
    return this.#ask({ act: 'forget' });
  }

  /** End the worker, and with it everything it knew. */
  end() {
    clearTimeout(this.#patience);
    this.#worker.terminate();
    this.#failAll('ended');
  }

  #ask(message) {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  /** The first message is without a number: the worker runs, and takes as long as it needs. */
  #settle({ id, value, error }) {
    clearTimeout(this.#patience);
    if (id === undefined) return;
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  }

  #failAll(code) {
    for (const { reject } of this.#waiting.values()) reject(new Error(code));
    this.#waiting.clear();
  }
}
