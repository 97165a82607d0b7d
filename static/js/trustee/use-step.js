// A kept key: it is found in the sealed set-up and proves itself (the test), or decrypts the sums of a record that was
// checked here (the count). What it is used for is remembered before it is used.

import { checkTally, findOwnKey } from './custody.js';
import { makeHandIn } from './hand-in.js';
import { openKeyFile } from './key-file.js';
import { answerTest, publicHalf } from './key.js';
import { remember } from './memory.js';
import { printOf } from './print.js';
import { readSetUp, readTally } from './record.js';
import { nextFrame, tell } from './screen.js';
import { stop } from './stop.js';

/** The key in the chosen file, opened with the passphrase typed beside it. */
export async function chosenKey(form) {
  const file = form.querySelector('input[data-file="key"]').files[0];
  if (!file) throw stop('key-missing');
  tell('opening');
  await nextFrame();
  const key = await openKeyFile(await file.text(), form.querySelector('input[type=password]').value);
  tell('');
  return { ...key, publicKey: publicHalf(key.secret) };
}

/** Error 'key-exchanged' where the office lists another key than the file's; without a listed one nothing is compared. */
export function checkListed({ publicKey }, listed) {
  if (listed && publicKey !== listed)
    throw stop('key-exchanged', { mine: printOf(publicKey), listed: printOf(listed) });
}

/** The test after the slips were confirmed: it goes both ways. */
export async function passTest(key, { desk, name }) {
  if (!name()) throw stop('name-missing');
  const setUp = await readSetUp(await recordOf(desk), desk.verify, progress);
  findOwnKey(setUp.trustees, { name: name(), publicKey: key.publicKey });
  remember(key, setUp.fingerprint);
  tell('sending');
  await desk.answer(answerTest(key.secret, await desk.nonce(), setUp.fingerprint));
}

/** The count: SPEC 11.4, in its order. */
export async function decryptSums(key, given, { desk, name }) {
  if (!name()) throw stop('name-missing');
  const tally = await readTally(await recordOf(desk), desk.verify, progress);
  checkTally(tally, { name: name(), publicKey: key.publicKey }, given);
  remember(key, tally.fingerprint, tally.head);
  const text = await makeHandIn(key.secret, tally, given.source, async (done, all) => {
    tell('decrypting', { done, all });
    await nextFrame();
  });
  tell('sending');
  await desk.handIn(text);
}

async function recordOf(desk) {
  tell('reading');
  return desk.record();
}

function progress({ ballots }) {
  tell('checking', { done: ballots });
}
