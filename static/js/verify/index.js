/**
 * The verifier of Majma's records in JavaScript: an implementation of its own of `ballots/SPEC.md`, section 7.
 *
 * It was written from SPEC.md and the broken records of `tests/vectors/broken`, and shares nothing with `ballots` or
 * with the booth but vendored libraries. For every record it names the same check and the same code as
 * `python -m ballots verify`.
 *
 *     const report = await verifyRecord(record, options);
 *
 * `record` is one of
 * - a Uint8Array, or a Blob (a File): a record file (`.record.zip`) or an archive alone (`.bel`);
 * - an object with `bel` and, as far as they are there, `bindings`, `accounting`, `checkpoints`, `keys` and `lots`,
 *   each a Uint8Array or a Blob: the files of a record that lie beside each other.
 *
 * `options`, all optional:
 * - `upto`: the type of an event, such as "EncryptedTally": only the record up to the first event of this type is
 *   looked at, and of the files beside the archive none. A trustee's tool checks the record so (SPEC 11.4, step 1).
 * - `receipt`: a voter's receipt, as scanned or typed (check 8.6).
 * - `boardKey`: the board's key that is known from elsewhere; the record must name it (check 8.4).
 * - `foreign`: true to check a record without bindings as far as Belenios goes; it is never accepted then.
 * - `onProgress({ballots, bytes, size})`: called while ballots are checked.
 * - `pool`: who does the work (pool.js): `ownThread()`, the default, or `poolOf(workers)`. In a page call
 *   `verifyInBackground` (background.js), which starts the workers and keeps the page alive.
 *
 * The answer is a `Report` (report.js): `verdict`, `code`, `stage`, the numbered `checks`, heads, counts, prints, keys,
 * and `notChecked`, what the verdict does not say. It never throws over what a record holds. Beside the report stands
 * `facts`, what a tool needs that goes on from a record (null where the set-up was not accepted):
 * - `election`: fingerprint, uuid, name, publicKey and questions (answers, blank, min, max, question);
 * - `trustees`: name and publicKey of each, in the order of their numbers;
 * - `encryptedTally`: per question a list of {alpha, beta}; null before the tally;
 * - `heads`: by type of event the last head {height, hash}; `closingHead` is that of EndBallots;
 * - `counted`: the number of counted ballots;
 * - `trackers`: a Map from the hex trackers of all ballots to {height, counts}: false where a later ballot replaced it.
 * Group elements are texts in base 10.
 */

import { Board } from './board.js';
import { checkBeside } from './beside.js';
import { ownThread } from './pool.js';
import { Refusal, named } from './refusal.js';
import { checksOf, factsOf } from './report.js';
import { sourceOf } from './source.js';
import { checkSizes, isZip, openZip } from './zip.js';

/**
 * @typedef {import('./report.js').Report} Report
 * @typedef {import('./source.js').Source} Source
 * @typedef {Uint8Array | Blob} Data
 *
 * @typedef {object} Files
 * @property {Data} bel
 * @property {Data} [bindings]
 * @property {Data} [accounting]
 * @property {Data} [checkpoints]
 * @property {Data} [keys]
 * @property {Data} [lots]
 *
 * @typedef {object} Options
 * @property {string} [upto]
 * @property {string} [receipt]
 * @property {string} [boardKey]
 * @property {boolean} [foreign]
 * @property {(progress: import('./ballot_box.js').Progress) => void} [onProgress]
 * @property {import('./pool.js').Pool} [pool]
 */

/** Names of the files beside the archive, in the record file and in `Files`. @type {[string, keyof Files][]} */
const NAMES = [
  ['election.bel', 'bel'],
  ['bindings.json', 'bindings'],
  ['accounting.json', 'accounting'],
  ['checkpoints.txt', 'checkpoints'],
  ['keys.json', 'keys'],
  ['lots.json', 'lots'],
];

/**
 * @param {Data | Files} record
 * @param {Options} [options]
 * @returns {Promise<Report & {facts: ReturnType<typeof decoded> | null}>}
 */
export async function verifyRecord(record, options = {}) {
  const pool = options.pool ?? ownThread();
  /** @type {Map<string, string>} */
  const made = new Map();
  const empty = sourceOf(new Uint8Array(0));
  let board = new Board(empty, pool, () => undefined);
  try {
    const files = await opened(record, made);
    board = new Board(files.get('bel') ?? empty, pool, options.onProgress ?? (() => undefined));
    await board.check(options.upto);
    const beside = await checkBeside(files, board, options, made);
    return { ...reportOf(board, made, null), ...beside, facts: decoded(board) };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return { ...reportOf(board, made, error), facts: board.sizes ? decoded(board) : null };
  }
}

/**
 * @param {Data | Files} record
 * @param {Map<string, string>} made
 * @returns {Promise<Map<keyof Files, Source>>}
 */
async function opened(record, made) {
  if (!(record instanceof Uint8Array) && !(typeof Blob !== 'undefined' && record instanceof Blob)) {
    const files = new Map(NAMES.flatMap(([name, key]) => (record[key] ? [[name, sourceOf(record[key])]] : [])));
    checkSizes(files);
    return byKey(files);
  }
  const source = sourceOf(record);
  if (!(await isZip(source))) {
    return new Map([['bel', source]]);
  }
  try {
    const files = await openZip(source);
    made.set('8.1', `${files.size} files`);
    return byKey(files);
  } catch (error) {
    throw named(error, '8.1');
  }
}

/** Sources by the names of `Files`, from those by the names of files. @param {Map<string, Source>} files */
const byKey = (files) =>
  new Map(
    NAMES.flatMap(([name, key]) => {
      const source = files.get(name);
      return source ? [[key, source]] : [];
    }),
  );

/**
 * @param {Board} board
 * @param {Map<string, string>} made
 * @param {Refusal | null} refusal
 * @returns {Report}
 */
function reportOf(board, made, refusal) {
  const { last } = board;
  return {
    ...factsOf(board),
    verdict: refusal ? 'refused' : 'accepted',
    code: refusal?.code ?? null,
    detail: refusal?.detail ?? '',
    checks: checksOf(board, made, refusal),
    head: last && !refusal ? { height: last.height, hash: last.hash } : null,
    notChecked: [],
    keys: null,
    accounting: null,
    checkpoints: null,
    lots: null,
  };
}

/** @param {Board} board */
function decoded(board) {
  const { uuid, name, fingerprint, publicKey, questions } = board.known;
  let from = 0;
  const rows = questions.map(({ entries }) => board.tally.slice(from, (from += entries)));
  const written = rows.map((row) => row.map(({ alpha, beta }) => ({ alpha: String(alpha), beta: String(beta) })));
  const counted = new Set([...board.cast.values()].map(({ tracker }) => tracker));
  const places = [...board.trackers].map(([hex, height]) => [hex, { height, counts: counted.has(hex) }]);
  return {
    election: { uuid, name, fingerprint, publicKey: String(publicKey), questions },
    trustees: board.trustees.map((each) => ({ name: each.name ?? '', publicKey: String(each.publicKey) })),
    encryptedTally: board.tally.length ? written : null,
    heads: board.heads,
    closingHead: board.heads.EndBallots ?? null,
    counted: board.cast.size,
    trackers: new Map(/** @type {[string, {height: number, counts: boolean}][]} */ (places)),
  };
}
