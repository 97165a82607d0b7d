/** What stands beside the archive in a record, checked in the order of SPEC 7 (8.2 to 8.6), and what it leaves open. */

import { base64Digest } from './digest.js';
import { checkAccounting } from './accounting.js';
import { checkBindings, readBindings } from './bindings.js';
import { checkCheckpoints, pageChanges } from './checkpoints.js';
import { readKeys } from './keys.js';
import { checkLots, readLots } from './lots.js';
import { readNoteKey } from './note.js';
import { checkReceipt, readReceipt } from './receipt.js';
import { Refusal, named } from './refusal.js';
import { readAll } from './source.js';

/**
 * @typedef {import('./board.js').Board} Board
 * @typedef {import('./report.js').NotChecked} NotChecked
 * @typedef {import('./index.js').Files} Files
 */

/**
 * @param {Map<keyof Files, import('./source.js').Source>} files
 * @param {Board} board
 * @param {import('./index.js').Options} options
 * @param {Map<string, string>} made filled with the checks that were made
 */
export async function checkBeside(files, board, options, made) {
  if (options.upto) {
    return {};
  }
  /** @param {keyof Files} name */
  const bytes = async (name) => {
    const source = files.get(name);
    return source ? readAll(source) : null;
  };
  const bindings = await step('8.2', made, async () => {
    const data = await bytes('bindings');
    const read = data && readBindings(data);
    if (read) {
      await checkBindings(read, board);
    }
    return read && [read, `${read.length} decryptions are of this tally and no other`];
  });
  const accountingBytes = await bytes('accounting');
  const accounting = await step('8.3', made, async () => {
    const read = accountingBytes && checkAccounting(accountingBytes, board);
    return read && [read, `${read.handedOut} handed out, ${read.listed} not`];
  });
  const beside = {
    accounting: accountingBytes && base64Digest(accountingBytes),
    bindings: bindings ?? [],
  };
  const { keys, checkpoints } = await checkHeads(bytes, board, options, beside, made);
  const lots = await step('8.5', made, async () => {
    const data = await bytes('lots');
    const read = data && readLots(data);
    if (read) {
      checkLots(read, board);
    }
    return read && [read, `the order on the ballot and ${read.ties.length} ties, repeated`];
  });
  const receipt = await step('8.6', made, async () => checkGiven(options.receipt, keys, board));
  const isDue = board.decryptions.length > 0 && !bindings;
  if (isDue && !options.foreign) {
    throw new Refusal('bindings-missing', 'the record holds a decryption and no binding of it', '8.2');
  }
  const last = checkpoints?.[checkpoints.length - 1];
  const changes = pageChanges(checkpoints ?? []);
  return {
    verdict: isDue ? /** @type {const} */ ('foreign') : /** @type {const} */ ('accepted'),
    keys: keys && { board: keys.board.written, slips: keys.slips },
    accounting,
    checkpoints: checkpoints && {
      count: checkpoints.length,
      last: last ? { height: last.height, time: last.time } : null,
      changes,
    },
    lots,
    notChecked: leftOpen({ isDue, accounting, last, changes, receipt, isPinned: Boolean(options.boardKey) }, board),
  };
}

/**
 * Make a check; what it returns is its value and a sentence, or null where there is nothing to check.
 *
 * @template T
 * @param {string} check
 * @param {Map<string, string>} made
 * @param {() => Promise<[T, string] | null>} act
 * @returns {Promise<T | null>}
 */
async function step(check, made, act) {
  try {
    const found = await act();
    if (!found) {
      return null;
    }
    made.set(check, found[1]);
    return found[0];
  } catch (error) {
    throw named(error, check);
  }
}

/**
 * The keys of the record, and the heads that the board's key has signed (8.4).
 *
 * @param {(name: keyof Files) => Promise<Uint8Array | null>} bytes
 * @param {Board} board
 * @param {import('./index.js').Options} options
 * @param {import('./checkpoints.js').Beside} beside
 * @param {Map<string, string>} made
 */
async function checkHeads(bytes, board, options, beside, made) {
  let keys = /** @type {import('./keys.js').Keys | null} */ (null);
  const checkpoints = await step('8.4', made, async () => {
    const pinned = options.boardKey ? readNoteKey(options.boardKey) : null;
    const written = await bytes('keys');
    keys = written && readKeys(written);
    if (pinned && keys?.board.written !== pinned.written) {
      throw new Refusal('checkpoints-key', 'the record names another key of the board than the one that was given');
    }
    const data = await bytes('checkpoints');
    if (!data) {
      return null;
    }
    if (!keys) {
      throw new Refusal('checkpoints-key', 'there are signed heads and no key of the board');
    }
    const read = checkCheckpoints(data, keys.board, board, beside);
    return [read, `${read.length} signed heads`];
  });
  return { keys: /** @type {import('./keys.js').Keys | null} */ (keys), checkpoints };
}

/**
 * @param {string | undefined} written
 * @param {import('./keys.js').Keys | null} keys
 * @param {Board} board
 * @returns {Promise<['held' | 'waits', string] | null>}
 */
async function checkGiven(written, keys, board) {
  if (!written) {
    return null;
  }
  const receipt = readReceipt(written);
  if (!keys) {
    throw new Refusal('checkpoints-key', "a receipt is checked with the board's key: give the whole record");
  }
  const { known, trackers, heads } = board;
  const isClosed = heads.EndBallots !== undefined;
  const isThere = checkReceipt(receipt, keys.board.key, { fingerprint: known.fingerprint, trackers, isClosed });
  return isThere ? ['held', 'the ballot is on the board'] : ['waits', 'the ballot may wait for the next signed head'];
}

/**
 * @param {object} found
 * @param {boolean} found.isDue
 * @param {import('./accounting.js').Accounting | null} found.accounting
 * @param {import('./checkpoints.js').Checkpoint | undefined} found.last
 * @param {number[]} found.changes
 * @param {'held' | 'waits' | null} found.receipt
 * @param {boolean} found.isPinned
 * @param {Board} board
 * @returns {NotChecked[]}
 */
function leftOpen({ isDue, accounting, last, changes, receipt, isPinned }, board) {
  /** @type {[NotChecked, boolean][]} */
  const all = [
    ['not-bound', isDue],
    ['no-accounting', !accounting && board.heads.EndBallots !== undefined],
    ['difference', Boolean(accounting && (accounting.difference || accounting.surplus))],
    ['no-heads', !last],
    ['behind-the-last-head', Boolean(last && last.height < (board.last?.height ?? 0))],
    ['pages-changed', changes.length > 0],
    ['receipt-waits', receipt === 'waits'],
    ['own-keys', !isPinned],
  ];
  return all.filter(([, isOpen]) => isOpen).map(([name]) => name);
}
