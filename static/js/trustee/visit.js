// A trustee's visit, on the office's page or on the one that is kept as a file: make the key, keep it, test it, use it.

import { backupStep } from './backup-step.js';
import { HeadForm } from './head-form.js';
import { trusteeKeyText } from './key.js';
import { makeStep } from './make-step.js';
import { unused } from './memory.js';
import { offerReceipt } from './receipt.js';
import { finish, listen, part, tell } from './screen.js';
import { checkListed, chosenKey, decryptSums, passTest } from './use-step.js';

/**
 * @param {object} visit
 * @param {object} visit.desk where records come from and where what was made goes: `officeDesk` or `filesDesk`
 * @param {() => string} visit.name the trustee's own
 * @param {string} visit.mark stands in the names of key files
 * @param {string} visit.listed the public key that the office lists, base 10, or ''
 * @param {number} visit.most reserve keys
 * @param {boolean} visit.mayBackup
 * @param {string} visit.address of the page that tests a sheet
 */
export function begin({ desk, name, mark, listed, most, mayBackup, address }) {
  let held = [];
  const making = makeStep({ desk, name, mark, most, done: keySent });
  const backup = backupStep({
    desk,
    address,
    keys: () => held,
    forget: () => {
      held = [];
    },
  });
  const question = document.querySelector('[data-head]');
  const head = question ? new HeadForm(question) : null;

  function keySent(keys, receipt) {
    held = keys;
    finish('key-sent');
    offerReceipt(receipt);
    offerBackup();
  }

  /** A reserve key of an earlier election of the session becomes the key; its sheets go with it. */
  async function takeUp({ target }) {
    const key = await chosenKey(target);
    unused(key);
    tell('sending');
    const receipt = await desk.key(trusteeKeyText(key.secret, name()));
    finish('reserve-taken');
    offerReceipt(receipt);
  }

  async function keep({ target }) {
    const key = await chosenKey(target);
    checkListed(key, listed);
    held = [{ ...key, reserve: 0 }];
    finish('key-opens');
    offerBackup();
  }

  async function test({ target }) {
    const key = await chosenKey(target);
    checkListed(key, listed);
    await passTest(key, { desk, name });
    held = [{ ...key, reserve: 0 }];
    finish('key-found');
    offerBackup();
  }

  async function decrypt({ target }) {
    const given = await head.given();
    const key = await chosenKey(target);
    checkListed(key, listed);
    await decryptSums(key, given, { desk, name });
    head.end();
    finish('decrypted');
  }

  /** Sheets for sealed envelopes, unless the voting is over. */
  function offerBackup() {
    tell('');
    if (mayBackup) part('backup').hidden = false;
  }

  listen('make-form', 'submit', making.make);
  listen('load-back-form', 'submit', making.loadBack);
  listen('reserve-form', 'submit', takeUp);
  listen('keep-form', 'submit', keep);
  listen('test-form', 'submit', test);
  listen('decrypt-form', 'submit', decrypt);
  listen('backup-form', 'submit', backup.backUp);
  listen('print-sheets', 'click', () => window.print());
  listen('sheets-done', 'click', backup.end);
  window.addEventListener('beforeunload', (event) => {
    if (making.isWaiting()) event.preventDefault();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  document.getElementById('preparing').hidden = true;
}
