// What is ready before anybody comes: the election, checked against its fingerprint, and a worker with its tables.

import * as chooseStep from './choose-step.js';
import { fetchElection, tellOffice } from './calls.js';
import { Engine } from './engine.js';
import { limits, settings } from './now.js';
import { checkOwnScript } from '../page/own-script.js';

export class Room {
  engine = new Engine();
  uuid = '';
  /** Resolves when a slip may be taken; rejects with the code of what is wrong with this booth. */
  opening = this.#open();

  constructor() {
    this.opening.catch(tellOffice);
  }

  async #open() {
    await checkOwnScript();
    const election = await this.engine.open(await fetchElection(), settings.fingerprint);
    if (!agrees(election.questions)) throw new Error('election-mismatch');
    this.uuid = election.uuid;
  }

  /** End the worker, and with it all that it knew. */
  end() {
    this.engine.end();
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
