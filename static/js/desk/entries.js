// What this desk noted and has not arrived yet: in memory, and in the browser so that a closed page loses nothing. Only
// numbers stand there: of the person, of the election, the desk's hour; no name. What has arrived is wiped.

const STORE = 'entries';
/** Asked of nobody: other windows of this browser must not number entries too. */
const LOCK = 'majma-desk-';

export class Entries {
  #base = null;
  #kept = new Map();
  #last = 0;
  #clock = Date.now() - performance.now();

  /** Entries of the part with this id; `keeps` says whether the browser keeps them. Rejects where another window has
      them already. */
  static async open(part) {
    await own(`${LOCK}${part}`);
    const found = new Entries();
    try {
      found.#base = await openBase(`${LOCK}${part}`);
      for (const entry of await asked(found.#base.transaction(STORE).objectStore(STORE).getAll())) {
        found.#kept.set(entry.number, entry);
        found.#last = Math.max(found.#last, entry.number);
      }
      navigator.storage?.persist?.().catch(() => {});
    } catch {
      found.#base = null;
    }
    return found;
  }

  get keeps() {
    return this.#base !== null;
  }

  /** All in their order. */
  get all() {
    return [...this.#kept.values()].sort((one, other) => one.number - other.number);
  }

  get last() {
    return this.#last;
  }

  /** Milliseconds by this desk's clock, which no later step of it moves while the page is open. */
  get now() {
    return Math.round(this.#clock + performance.now());
  }

  /** Note something with the next number; a slip has no hour. Resolves when the browser keeps it. */
  async add(what, delegate, election) {
    this.#last += 1;
    const entry = { number: this.#last, what, delegate };
    if (election) entry.election = election;
    else entry.at = this.now;
    this.#kept.set(entry.number, entry);
    await this.#write((store) => store.put(entry));
  }

  /** Up to this number all has arrived. */
  async arrived(number) {
    this.#last = Math.max(this.#last, number);
    const gone = [...this.#kept.keys()].filter((one) => one <= number);
    for (const one of gone) this.#kept.delete(one);
    if (gone.length) await this.#write((store) => store.delete(IDBKeyRange.upperBound(number)));
  }

  async #write(change) {
    if (!this.#base) return;
    try {
      await asked(change(this.#base.transaction(STORE, 'readwrite').objectStore(STORE)));
    } catch {
      this.#base = null; // full, or taken away: the page's memory has it
    }
  }
}

/** Be the only window with this name until the page is closed. */
function own(name) {
  if (!navigator.locks) return Promise.reject(new Error('own-elsewhere'));
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return reject(new Error('own-elsewhere'));
      resolve();
      return new Promise(() => {});
    });
  });
}

function openBase(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'number' });
  return asked(request);
}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
