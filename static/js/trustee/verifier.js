// The verifier as pages of the office use it: in workers of the page's own, so that the page stays alive.

import { checkOwnScript } from '../page/own-script.js';
import { verifyInBackground } from '../verify/background.js';

/** @returns {Promise<object>} the report of `verifyRecord` (../verify/index.js), whose options these are */
export async function verifyWithWorkers(record, options) {
  await checkOwnScript();
  const { report, stop } = verifyInBackground(createWorker, record, options);
  try {
    return await report;
  } finally {
    stop();
  }
}

function createWorker() {
  return new Worker(new URL('../verify/worker.js', import.meta.url), { type: 'module' });
}
