// Answers for the verifier in JavaScript: a line of JSON in, a line of JSON out, until the input ends.
//
// {"record": base64} or {"files": {"bel": base64, …}}, with the options of verifyRecord beside; the answer is its
// report, or {"failed": message} where the verifier itself broke down, which no record may cause.

import { createInterface } from 'node:readline';

import { verifyRecord } from '../../static/js/verify/index.js';
import { perform } from '../../static/js/verify/tasks.js';

const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'base64'));

const plain = (_, value) => {
  if (value instanceof Map) {
    return Object.fromEntries(value);
  }
  return typeof value === 'bigint' ? String(value) : value;
};

const MOST_REMEMBERED = 2_000;
const remembered = new Map();

/** Do a task, or say again what came out of it: records of a test share most of their ballots and numbers. */
function performOnce(kind, task) {
  const key = `${kind} ${JSON.stringify(task, (_, value) => (value instanceof Uint8Array ? 0 : typeof value === 'bigint' ? `${value}` : value))}`;
  if (!remembered.has(key)) {
    if (remembered.size >= MOST_REMEMBERED) {
      remembered.delete(remembered.keys().next().value);
    }
    remembered.set(key, perform(kind, task));
  }
  return remembered.get(key);
}

const rememberingPool = {
  size: 1,
  close: () => undefined,
  run: async (kind, task) => {
    if (kind !== 'ballots') {
      return performOnce(kind, task);
    }
    return task.ballots.flatMap((bytes) => {
      const text = Buffer.from(bytes).toString('latin1');
      return performOnce(kind, { poll: task.poll, ballots: [bytes], text });
    });
  },
};

async function answer({ record, files, remember, ...options }) {
  if (remember) {
    options.pool = rememberingPool;
  }
  const data = files
    ? Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytesOf(text)]))
    : bytesOf(record);
  try {
    return await verifyRecord(data, options);
  } catch (error) {
    return { failed: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)), plain)}\n`);
}
