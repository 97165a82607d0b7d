/**
 * The ballots of a board, looked at by the pool while the next ones are read (checks 4.1 to 4.5).
 *
 * What is found is settled in the order of the board: a fault in a later ballot never hides one in an earlier.
 */

import { readBallot } from './ballot.js';
import { Refusal } from './refusal.js';
import { Sum } from './tally.js';

/**
 * @typedef {import('./container.js').Entry} Entry
 * @typedef {import('./ballot.js').Poll} Poll
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./tasks.js').Looked} Looked
 *
 * @typedef {object} Cast the ballot of a credential that counts
 * @property {string} tracker in hex
 * @property {number} place
 * @property {number} size
 *
 * @typedef {object} Progress
 * @property {number} ballots that were checked
 * @property {number} bytes of the archive up to the last of them
 * @property {number} size of the archive
 */

const ENTRIES_TOGETHER = 100; // of the ballots of one task
const TASKS_AHEAD = 3; // for each worker: enough to do, and little in memory

export class BallotBox {
  /**
   * @param {Poll} poll
   * @param {number} entries of a ballot
   * @param {Map<string, number>} credentials with their weights
   * @param {import('./source.js').Source} source
   * @param {Pool} pool
   * @param {(progress: Progress) => void} onProgress
   */
  constructor(poll, entries, credentials, source, pool, onProgress) {
    this.poll = poll;
    this.entries = entries;
    this.credentials = credentials;
    this.source = source;
    this.pool = pool;
    this.onProgress = onProgress;
    /** The number of ballots, of all of them. */
    this.count = 0;
    this.weight = 0;
    this.sum = new Sum(entries);
    /** @type {Map<string, Cast>} */
    this.cast = new Map();
    /** Trackers in hex, with the height of the ballot. @type {Map<string, number>} */
    this.trackers = new Map();
    /** @type {{entry: Entry, height: number}[]} */
    this.batch = [];
    /** @type {{entries: {entry: Entry, height: number}[], looked: Promise<Looked[]>}[]} */
    this.ahead = [];
  }

  /**
   * @param {Entry} entry
   * @param {number} height
   */
  async add(entry, height) {
    this.batch.push({ entry, height });
    if (this.batch.length * this.entries >= ENTRIES_TOGETHER) {
      this.send();
    }
    while (this.ahead.length > TASKS_AHEAD * this.pool.size) {
      await this.settle();
    }
  }

  send() {
    if (this.batch.length) {
      const ballots = this.batch.map(({ entry }) => entry.content);
      const looked = this.pool.run('ballots', { poll: this.poll, ballots });
      looked.catch(() => undefined); // it is told where it is waited for
      this.ahead.push({ entries: this.batch, looked });
      this.batch = [];
    }
  }

  async settleAll() {
    this.send();
    while (this.ahead.length) {
      await this.settle();
    }
  }

  /** Settle the oldest task; behind a refusal nothing is settled any more. */
  async settle() {
    const [first, ...rest] = this.ahead;
    this.ahead = rest;
    try {
      const looked = await first.looked;
      for (let at = 0; at < looked.length; at += 1) {
        await this.settleBallot(first.entries[at].entry, first.entries[at].height, looked[at]);
      }
    } catch (error) {
      [this.ahead, this.batch] = [[], []];
      throw error;
    }
    const { entry } = first.entries[first.entries.length - 1];
    const bytes = entry.place + entry.content.length;
    this.onProgress({ ballots: this.count, bytes, size: this.source.size });
  }

  /**
   * @param {Entry} entry
   * @param {number} height
   * @param {Looked} looked
   */
  async settleBallot(entry, height, { refusal, credential, entries }) {
    const isForm = refusal?.check === '4.1';
    const weight = this.credentials.get(credential);
    if (!isForm && weight === undefined) {
      throw new Refusal('credential-unknown', `a ballot's credential is not on the list, height ${height}`, '4.2');
    }
    if (!isForm && this.trackers.has(entry.hash)) {
      throw new Refusal('ballot-repeated', `a ballot stands twice on the board, height ${height}`, '4.3');
    }
    if (refusal) {
      throw new Refusal(refusal.code, `height ${height}: ${refusal.detail}`, refusal.check);
    }
    await this.replace(credential, weight ?? 0);
    this.sum.add(entries, weight ?? 0);
    this.cast.set(credential, { tracker: entry.hash, place: entry.place, size: entry.content.length });
    this.trackers.set(entry.hash, height);
    this.count += 1;
  }

  /**
   * Take back a credential's earlier ballot, if there is one: it was checked, so only its numbers are read again.
   *
   * @param {string} credential
   * @param {number} weight
   */
  async replace(credential, weight) {
    const before = this.cast.get(credential);
    if (!before) {
      this.weight += weight;
      return;
    }
    const bytes = await this.source.read(before.place, before.place + before.size);
    const { answers } = readBallot(bytes, this.poll);
    this.sum.remove(
      answers.flatMap(({ choices }) => choices),
      weight,
    );
  }
}
