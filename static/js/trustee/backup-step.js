// Backup sheets of every key that was made or loaded, for sealed envelopes: shown once, printed, forgotten.

import { latin } from '../page/words.js';
import { splitKey } from './backup.js';
import { finish, reveal, tell } from './screen.js';
import { clearSheets, showSheets } from './sheets.js';
import { stop } from './stop.js';

/**
 * @param {object} options
 * @param {object} options.desk where the numbers go that test the sheets
 * @param {string} options.address of the page that tests a sheet
 * @param {() => import('./make-step.js').Made[]} options.keys
 * @param {() => void} options.forget
 */
export function backupStep({ desk, address, keys, forget }) {
  async function backUp({ target }) {
    const holders = target
      .querySelector('textarea')
      .value.split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const threshold = Number(latin(target.querySelector('input').value));
    if (holders.length < 2 || !(threshold >= 2 && threshold <= holders.length)) throw stop('backup-size');
    const backups = keys().map(({ secret, reserve }) => ({ reserve, ...splitKey(secret, threshold, holders.length) }));
    tell('sending');
    for (const { commitments, shares, reserve } of backups) await desk.commitments(commitments, shares.length, reserve);
    tell('');
    showSheets(backups, holders, address);
    reveal('sheets', { alone: true });
  }

  function end() {
    clearSheets();
    forget();
    finish('backup-made');
  }

  return { backUp, end };
}
