// One delegate's visit: everything the page knows about a slip and a choice is here, and ends with it.

export class Visit {
  token = null;
  credential = null;
  marks = null;
  blank = false;
  sealing = null;
  disputed = false;
  #stopped = new AbortController();

  constructor({ token, credential }) {
    this.token = token;
    this.credential = credential;
  }

  /** Aborted when the visit ends: requests under way stop asking. */
  get signal() {
    return this.#stopped.signal;
  }

  end() {
    this.#stopped.abort();
    this.token = null;
    this.credential = null;
    this.marks = null;
    this.sealing = null;
  }
}
