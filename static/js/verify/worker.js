/** A worker of the verifier: what it is told first says whether it reads the record or does the arithmetic. */

import { verifyRecord } from './index.js';
import { poolOf, serve } from './pool.js';

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

scope.onmessage = async ({ data }) => {
  if (data.port) {
    serve(data.port);
    return;
  }
  const pool = poolOf(data.ports);
  const onProgress = (/** @type {object} */ progress) => scope.postMessage({ progress });
  try {
    scope.postMessage({ report: await verifyRecord(data.record, { ...data.options, pool, onProgress }) });
  } catch (error) {
    scope.postMessage({ error: String(error) });
  }
};
