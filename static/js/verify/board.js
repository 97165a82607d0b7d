/**
 * A board, checked event by event (SPEC 2, 6, 7; checks 1.1 to 7.3).
 *
 * Ballots are looked at by the pool while the next ones are read. What is found is settled in the order of the board:
 * a fault in a later event never hides one in an earlier event.
 */

import { BallotBox } from './ballot_box.js';
import { checkIndependent, checkMembers, readCredentials } from './credentials.js';
import { Archive, equalBytes } from './container.js';
import { utf8 } from './digest.js';
import { checkFactors, readFactors, readOwner } from './decryption.js';
import { readElection, sizesOf } from './election.js';
import { checkData, checkLink, checkOrder, readEvent } from './events.js';
import { writeJson } from './json.js';
import { Refusal, during, named } from './refusal.js';
import { checkComplete, checkCounts, checkPlausible, readResult } from './result.js';
import { checkSizes, checkTally, readSizes } from './tally.js';
import { checkElectionKey, readTrustees } from './trustees.js';

/**
 * @typedef {import('./container.js').Entry} Entry
 * @typedef {import('./events.js').Event} Event
 * @typedef {import('./election.js').Election} Election
 * @typedef {import('./trustees.js').Trustee} Trustee
 * @typedef {import('./ballot.js').Ciphertext} Ciphertext
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./ballot_box.js').Progress} Progress
 *
 * @typedef {{height: number, hash: string}} Head
 *
 * @typedef {object} Decryption
 * @property {number} owner
 * @property {bigint[]} factors
 */

export class Board {
  /**
   * @param {import('./source.js').Source} source
   * @param {Pool} pool
   * @param {(progress: Progress) => void} onProgress
   */
  constructor(source, pool, onProgress) {
    this.source = source;
    this.archive = new Archive(source);
    this.pool = pool;
    this.onProgress = onProgress;
    this.stage = 'empty';
    /** @type {Event | null} */
    this.last = null;
    /** @type {Entry[]} */
    this.pending = [];
    /** The hash of every event, by its height. @type {string[]} */
    this.hashes = [];
    /** The first and the last head of each type. @type {Record<string, Head>} */
    this.heads = {};
    /** @type {Election | null} */
    this.election = null;
    /** @type {Trustee[]} */
    this.trustees = [];
    /** @type {Map<string, number>} */
    this.credentials = new Map();
    /** @type {BallotBox | null} */
    this.box = null;
    /** @type {Ciphertext[]} */
    this.tally = [];
    /** @type {Decryption[]} */
    this.decryptions = [];
    /** @type {number[]} */
    this.decryptionHeights = [];
    /** @type {number[][] | null} */
    this.result = null;
  }

  /**
   * Check the whole board, or its beginning up to an event of a type.
   *
   * @param {string} [upto]
   */
  async check(upto) {
    try {
      await this.archive.start();
      for await (const entry of this.archive.entries()) {
        await this.take(entry);
        if (entry.isEvent && this.last?.type === upto) {
          break;
        }
      }
      this.checkEnd();
    } catch (error) {
      await this.box?.settleAll();
      throw error;
    }
    await this.box?.settleAll();
  }

  /** @param {Entry} entry */
  async take(entry) {
    if (!entry.isEvent) {
      this.pending.push({ ...entry, content: entry.content.slice() });
      return;
    }
    const event = during('2.1', () => readEvent(entry));
    checkLink(event, this.last);
    const data = this.pending;
    this.pending = [];
    checkData(event, data);
    checkOrder(event.type, this.stage);
    await this.follow(event, data);
    this.last = event;
    this.hashes.push(event.hash);
    this.heads[event.type] = { height: event.height, hash: event.hash };
  }

  checkEnd() {
    if (this.pending.length) {
      throw new Refusal('data-orphan', 'the archive ends with data that no event names', '2.3');
    }
    if (this.stage === 'empty') {
      throw new Refusal('setup-missing', 'the archive has no event', '2.4');
    }
  }

  /**
   * @param {Event} event
   * @param {Entry[]} data
   */
  async follow(event, data) {
    switch (event.type) {
      case 'Setup':
        await this.setUp(data);
        this.archive.endSetup();
        this.stage = 'set-up';
        break;
      case 'Ballot':
        await this.box?.add(data[0], event.height);
        this.stage = 'open';
        break;
      case 'EndBallots':
        await this.box?.settleAll();
        this.stage = 'closed';
        break;
      case 'EncryptedTally':
        this.addUp(data);
        this.stage = 'tallied';
        break;
      case 'PartialDecryption':
        await this.decrypt(data);
        this.decryptionHeights.push(event.height);
        this.stage = this.decryptions.length === this.trustees.length ? 'decrypted' : 'decrypting';
        break;
      default:
        this.count(data[0]);
        this.stage = 'result';
    }
  }

  /** @param {Entry[]} data */
  async setUp([election, trustees, credentials, setup]) {
    const names = { election: election.hash, trustees: trustees.hash, credentials: credentials.hash };
    const expected = writeJson(new Map(Object.entries(names)));
    if (!equalBytes(setup.content, utf8(expected))) {
      throw new Refusal('event-payload', 'the set-up data name other parts than stand before them', '3.1');
    }
    const made = during('3.2', () => readElection(election.content));
    this.election = made;
    this.trustees = during('3.3', () => readTrustees(trustees.content));
    during('3.4', () => checkElectionKey(made, this.trustees));
    this.credentials = during('3.5', () => readCredentials(credentials.content));
    try {
      await checkMembers(this.credentials.keys(), this.pool);
    } catch (error) {
      throw named(error, '3.5');
    }
    during('3.6', () => checkIndependent(made.publicKey, this.trustees, this.credentials));
    this.sizes = sizesOf(made);
    const { uuid, fingerprint, publicKey, questions, entries } = made;
    const poll = { uuid, fingerprint, publicKey, questions, ballotBytes: this.sizes.ballot };
    this.box = new BallotBox(poll, entries, this.credentials, this.source, this.pool, this.onProgress);
  }

  /** @param {Entry[]} data */
  addUp([tally, sized]) {
    const said = readSizes(tally, sized);
    this.tally = this.known.box.sum.total();
    checkTally(tally, this.known, this.known.sizes.tally, this.tally);
    checkSizes(said, { ballots: this.cast.size, weight: this.weight });
  }

  /** What stands behind the Setup event. */
  get known() {
    if (!this.election || !this.sizes || !this.box) {
      throw new Error('there is no election yet');
    }
    return { ...this.election, sizes: this.sizes, box: this.box };
  }

  /** All ballots that stand on the board. */
  get ballots() {
    return this.box?.count ?? 0;
  }

  /** The ballot of each credential that counts. */
  get cast() {
    return this.box?.cast ?? new Map();
  }

  /** Trackers in hex, with the height of the ballot. */
  get trackers() {
    return this.box?.trackers ?? new Map();
  }

  /** The weight of the ballots that count. */
  get weight() {
    return this.box?.weight ?? 0;
  }

  /** @param {Entry[]} data */
  async decrypt([decryption, owned]) {
    const owners = new Set(this.decryptions.map(({ owner }) => owner));
    const owner = readOwner(decryption, owned, this.trustees.length, owners);
    const { questions, fingerprint, sizes } = this.known;
    try {
      const read = readFactors(decryption.content, questions, sizes.decryption);
      const entries = read.map(({ factor, proof }, at) => ({ alpha: this.tally[at].alpha, factor, proof }));
      const { publicKey } = this.trustees[owner - 1];
      await checkFactors({ publicKey, fingerprint, entries }, this.pool);
      this.decryptions.push({ owner, factors: read.map(({ factor }) => factor) });
    } catch (error) {
      throw named(error, '6.2');
    }
  }

  /** @param {Entry} entry */
  count(entry) {
    const { questions, sizes } = this.known;
    checkComplete(this.decryptions.length, this.trustees.length);
    const counts = readResult(entry.content, questions, sizes.result);
    const factors = this.decryptions.map((each) => each.factors);
    checkCounts(counts, this.tally, factors, this.weight);
    checkPlausible(counts, questions, this.weight);
    this.result = counts;
  }
}
