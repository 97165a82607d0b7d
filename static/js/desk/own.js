// A desk with a part of the roll of its own: it finds people by itself, notes what happens with its own numbers, and
// sends it while there is network. Slips it hands to its own part alone, so that nobody gets two.

import { folder } from '../page/fold.js';
import { digits, latin, write } from '../page/words.js';
import { noted, readRoll } from './ask.js';
import { Entries } from './entries.js';

const AT_ONCE = 200;
const door = document.getElementById('door');
const place = document.getElementById('own');
const state = document.getElementById('own-state');
const list = document.getElementById('own-list');
const stopButton = document.getElementById('own-stop');
const backForm = document.getElementById('own-back');

export class OwnDesk {
  #entries;
  #people = [];
  #fold = folder(JSON.parse(door.dataset.letters));
  #prefix = door.dataset.codePrefix;
  #held = true;
  #stopped = false;
  #sending = null;
  #token = () => document.querySelector('#door-form [name=csrf_token]').value;
  online = true;

  /** The desk of this page, or null where another window has it, which is said. */
  static async open() {
    const desk = new OwnDesk();
    try {
      desk.#entries = await Entries.open(door.dataset.part);
    } catch {
      write(state, 'own-elsewhere');
      place.classList.add('desk-own-away');
      return null;
    }
    stopButton.addEventListener('click', () => desk.#stop());
    await desk.sync();
    return desk;
  }

  get waiting() {
    return this.#entries.all.length;
  }

  /** Whether this page itself answers for a person: of its own part always, of others while the server cannot. */
  answersFor(person) {
    return person.mine || !this.online || this.waiting > 0;
  }

  /** Everybody on the roll whom a text means. */
  find(text) {
    const plain = latin(text).replace(/\s+/g, '').toUpperCase();
    if (plain.startsWith(this.#prefix)) {
      return this.#people.filter((one) => this.#prefix + one.code === plain);
    }
    const words = latin(text).split(/\s+/).map(this.#fold).filter(Boolean);
    const number = words.length === 1 && /^[0-9]+$/.test(words[0]) ? Number(words[0]) : 0;
    const exact = number && this.#people.filter((one) => one.number === number);
    if (exact?.length) return exact;
    return words.length ? this.#people.filter((one) => words.every((word) => one.key.includes(word))) : [];
  }

  person(id) {
    return this.#people.find((one) => one.id === id);
  }

  /** Whether this desk may hand this person slips. */
  hands(person) {
    return person.mine && this.#held && !this.#stopped;
  }

  /** Note an act, show it on the person, and send it if that goes. */
  async note(what, person, election) {
    lay(person, { what, election });
    await this.#entries.add(what, person.id, election);
    this.show();
    await this.sync();
  }

  /** Send what waits; read the roll anew. Never rejects. */
  sync() {
    this.#sending ??= this.#sync().finally(() => {
      this.#sending = null;
      this.show();
    });
    return this.#sending;
  }

  async #sync() {
    try {
      while (this.waiting) {
        const before = this.waiting;
        const sent = { sent: this.#entries.now, entries: this.#entries.all.slice(0, AT_ONCE) };
        await this.#heard(await noted(door.dataset.noted, sent, this.#token));
        if (this.waiting === before) break;
      }
      await this.readRoll();
      this.online = true;
    } catch (error) {
      this.online = false;
      this.asleep = error.message === 'signed-out';
    }
  }

  /** The roll as the server has it, with what it has not heard yet laid over. */
  async readRoll() {
    const answer = await readRoll(door.dataset.roll);
    await this.#heard(answer);
    this.#people = answer.people;
    for (const entry of this.#entries.all) {
      const person = this.person(entry.delegate);
      if (person) lay(person, entry);
    }
  }

  async #heard(answer) {
    this.#held = answer.state === 'held';
    await this.#entries.arrived(answer.merged);
  }

  #stop() {
    this.#stopped = true;
    this.show();
  }

  /** Say how this desk stands. */
  show() {
    const count = this.waiting;
    place.hidden = !this.#held && !count;
    place.classList.toggle('desk-own-away', !this.online || !this.#held || this.#stopped);
    const network = this.asleep ? 'own-sign-in' : this.online ? (count ? 'own-sends' : 'own-online') : 'own-offline';
    write(state, this.#held ? network : 'own-ended', { count });
    backForm.hidden = !this.#held || !this.online || count > 0;
    backForm.elements.last.value = String(this.#entries.last);
    stopButton.hidden = !this.#held || this.online || this.#stopped;
    list.hidden = !this.#stopped && this.#entries.keeps;
    if (this.#stopped) this.#tellOfficers();
    else if (!this.#entries.keeps) write(list, 'own-unkept');
  }

  #tellOfficers() {
    write(list, 'own-stopped');
    const ids = new Set(this.#entries.all.filter((one) => one.what === 'hand').map((one) => one.delegate));
    const told = [...ids].map((id) => this.person(id)).filter((one) => one?.slips.some((slip) => slip.handed));
    const items = told.map((one) => {
      const item = document.createElement('li');
      item.textContent = `${digits(one.number)} · ${one.name} · ${one.institution}`;
      return item;
    });
    const names = document.createElement('ul');
    names.replaceChildren(...items);
    list.append(items.length ? names : '–');
  }
}

/** What an entry changes of a person. */
function lay(person, { what, election }) {
  const slip = person.slips.find((one) => one.id === election);
  if (what === 'in' || what === 'undo-out') person.here = true;
  if (what === 'out' || what === 'out-voted' || what === 'undo-in') person.here = false;
  if (what === 'hand' && slip) slip.handed = true;
  if (what === 'take-back' && slip) slip.handed = false;
}
