/**
 * The check in the background: one worker reads the record, the others do the arithmetic, the page stays alive.
 *
 * `createWorker` makes a Worker whose script is `worker.js`, in whatever way the page's security policy allows.
 */

/**
 * @param {() => Worker} createWorker
 * @param {import('./index.js').Data | import('./index.js').Files} record
 * @param {Omit<import('./index.js').Options, 'pool'> & {cores?: number}} [options]
 * @returns {{report: Promise<Awaited<ReturnType<typeof import('./index.js').verifyRecord>>>, stop: () => void,
 *     cores: number}}
 */
export function verifyInBackground(createWorker, record, options = {}) {
  const { onProgress, cores = navigator.hardwareConcurrency || 2, ...plain } = options;
  const reader = createWorker();
  const workers = Array.from({ length: cores }, createWorker);
  const all = [reader, ...workers];
  const stop = () => all.forEach((worker) => worker.terminate());
  const report = new Promise((resolve, reject) => {
    const fail = (/** @type {ErrorEvent} */ event) => reject(new Error(event.message || 'a worker stopped'));
    all.forEach((worker) => worker.addEventListener('error', fail));
    reader.onmessage = ({ data }) => {
      if (data.progress) {
        onProgress?.(data.progress);
      } else if (data.report) {
        resolve(data.report);
      } else {
        reject(new Error(data.error));
      }
    };
    const ports = workers.map((worker) => {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ port: port2 }, [port2]);
      return port1;
    });
    reader.postMessage({ ports, record, options: plain }, ports);
  });
  return { report: report.finally(stop), stop, cores };
}
