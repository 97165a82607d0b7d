/* Sends the form of one screen to where it is kept, one sending at a time, and says what came of it.
   A lost connection is said plainly and tried again; an older page is told before it writes over a newer one. */

const PAUSES = [2000, 4000, 8000, 15000, 30000];
const PATIENCE = 60000;

export class Keeper {
  constructor(form) {
    this.form = form;
    this.open = false; // whether something typed is not kept
    this.busy = false;
    this.stopped = false;
    this.attempt = 0;
    this.timer = null;
    this.state = form.querySelector('[data-state]');
    this.trouble = form.querySelector('[data-trouble]');
    this.changed = form.querySelector('[data-changed]');
  }

  /** Something was typed since the last sending. */
  touched() {
    this.open = true;
  }

  /** The page is left by a button that sends the form itself. */
  leave() {
    this.open = false;
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** The network is back. */
  again() {
    if (this.open) this.keep();
  }

  async keep() {
    if (this.busy || this.stopped) return;
    clearTimeout(this.timer);
    this.busy = true;
    this.open = false; // what is typed while the answer is on its way opens it again
    this.state.textContent = this.form.dataset.saving;
    const files = [...this.form.querySelectorAll('input[type=file]')].filter((one) => one.files.length);
    try {
      await this.send(files);
    } catch {
      this.lost(this.form.dataset.lost);
    } finally {
      this.busy = false;
    }
    if (this.open && !this.timer && !this.stopped) this.keep();
  }

  async send(files) {
    const response = await fetch(this.form.action, {
      method: 'POST',
      body: new FormData(this.form),
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const json = (response.headers.get('Content-Type') ?? '').includes('json');
    const answer = json && !response.redirected ? await response.json() : null;
    if (response.ok && answer) {
      await this.kept(answer, files);
    } else if (response.redirected || answer?.error === 'page-expired') {
      await this.renew();
    } else if (answer?.error === 'draft-changed') {
      this.tell(answer.message);
    } else if (answer?.error === 'files-many') {
      this.lost(answer.message);
    } else if (answer && response.status < 500) {
      this.refuse(answer.message);
    } else {
      throw new Error('no answer');
    }
  }

  async kept(answer, files) {
    this.attempt = 0;
    this.timer = null;
    this.form.elements.seen.value = answer.seen;
    this.state.textContent = this.form.dataset.saved.replace('{time}', answer.saved);
    this.trouble.textContent = '';
    for (const input of files) {
      input.value = '';
      const error = document.getElementById(`${input.id}-error`);
      error.textContent = answer.faults[input.name] ?? '';
      error.hidden = !error.textContent;
    }
    if (files.length) await this.showFiles();
  }

  /** The files that are kept now, as the server's own page shows them. */
  async showFiles() {
    const page = await this.page();
    for (const place of this.form.querySelectorAll('[data-kept]')) {
      const fresh = page.getElementById(place.id);
      if (fresh) place.replaceChildren(...fresh.childNodes);
    }
    for (const hidden of this.form.querySelectorAll('input[type=hidden][name$="-evidence"]')) {
      hidden.value = page.getElementById(hidden.id)?.value ?? hidden.value;
    }
  }

  /** The page's token has ended, or one is signed out: take a new token where there is one. */
  async renew() {
    const page = await this.page();
    const fresh = page.querySelector('form[data-draft] input[name=csrf_token]');
    if (fresh) this.form.elements.csrf_token.value = fresh.value;
    this.lost(fresh ? this.form.dataset.lost : this.form.dataset.signedOut);
  }

  async page() {
    const response = await fetch(this.form.action, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  }

  lost(words) {
    this.open = true;
    this.state.textContent = '';
    this.trouble.textContent = words;
    const pause = PAUSES[Math.min(this.attempt, PAUSES.length - 1)];
    this.attempt += 1;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.keep();
    }, pause);
  }

  /** Another device kept this screen meanwhile: the person chooses. */
  tell(words) {
    this.refuse('');
    this.changed.hidden = false;
    this.changed.querySelector('[data-changed-text]').textContent = words;
  }

  /** The server will not take it, however often it is tried. */
  refuse(words) {
    this.open = true;
    this.stopped = true;
    this.state.textContent = '';
    this.trouble.textContent = words;
  }
}
