// What is ready before anybody comes: the election, checked against its fingerprint, and a worker with its tables.

import * as chooseStep from './choose-step.js';
import { fetchElection, pause, tellOffice } from './calls.js';
import { Engine, LOST } from './engine.js';
import { checkWords } from './language.js';
import { limits, settings } from './now.js';
import { checkOwnScript } from '../page/own-script.js';

/** A worker that does not start may be a lost request, and one that never starts, a browser without them. */
const STARTS = 6;

export class Room {
  engine = null;
  uuid = '';
  /** Of the election, once they were checked: public, and the same for the next voter. */
  #bytes = null;
  #ended = false;
  /** Resolves when a slip may be taken; rejects with the code of what is wrong with this booth. */
  opening;

  /** @param {Room | null} before what it has checked is not asked for again */
  constructor(before = null) {
    this.#bytes = before?.uuid ? before.#bytes : null;
    this.opening = this.#open();
    this.opening.catch(tellOffice);
  }

  async #open() {
    if (!this.#bytes) {
      await checkOwnScript();
      this.#bytes = await fetchElection();
    }
    const election = await this.#start();
    if (!agrees(election.questions)) throw new Error('election-mismatch');
    checkWords(() => agrees(election.questions));
    this.uuid = election.uuid;
  }

  /** A worker that has read the election; started again where it did not come. */
  async #start() {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#ended) throw new Error('ended');
      try {
        this.engine = new Engine();
        return await this.engine.open(this.#bytes, settings.fingerprint);
      } catch (error) {
        if (error.message !== LOST) throw error;
        this.engine?.end();
        if (attempt === STARTS) throw new Error('no-worker');
      }
      await pause(attempt);
    }
  }

  /** Another worker in the place of one that died, with the slip that it knew. */
  async revive(credential) {
    this.engine.end();
    await this.#start();
    await this.engine.identify(credential);
  }

  /** End the worker, and with it all that it knew. */
  end() {
    this.#ended = true;
    this.engine?.end();
  }
}

/** The candidates and limits on the page are those of the hashed election, in its order. */
function agrees([question, ...more]) {
  return (
    more.length === 0 &&
    chooseStep.agrees(question.answers) &&
    question.minimum === limits.minimum &&
    question.maximum === limits.maximum &&
    question.blank === limits.blank
  );
}
