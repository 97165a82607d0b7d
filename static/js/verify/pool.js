/** Who does the tasks: this thread, or workers on all cores. */

import { perform } from './tasks.js';

/**
 * @typedef {object} Pool
 * @property {number} size how many tasks are done at the same time
 * @property {(kind: string, task: any) => Promise<any>} run
 * @property {() => void} close
 */

/** A pool of this thread alone. It lets others have their turn between tasks. @returns {Pool} */
export function ownThread() {
  const run = async (/** @type {string} */ kind, /** @type {unknown} */ task) => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return perform(kind, task);
  };
  return { size: 1, run, close: () => undefined };
}

/**
 * A pool of workers, each behind a port (a Worker or a MessagePort) at whose other end `serve` answers.
 *
 * @param {Array<Worker | MessagePort>} ports
 * @returns {Pool}
 */
export function poolOf(ports) {
  const idle = [...ports];
  /** @type {{kind: string, task: unknown, resolve: (answer: any) => void, reject: (error: unknown) => void}[]} */
  const waiting = [];

  /** @param {Worker | MessagePort} port */
  function next(port) {
    const job = waiting.shift();
    if (!job) {
      idle.push(port);
      return;
    }
    port.onmessage = ({ data }) => {
      if (data.error === undefined) {
        job.resolve(data.answer);
      } else {
        job.reject(new Error(data.error));
      }
      next(port);
    };
    port.postMessage({ kind: job.kind, task: job.task });
  }

  return {
    size: ports.length,
    run: (kind, task) =>
      new Promise((resolve, reject) => {
        waiting.push({ kind, task, resolve, reject });
        const port = idle.shift();
        if (port) {
          next(port);
        }
      }),
    close: () => ports.forEach((port) => ('terminate' in port ? port.terminate() : port.close())),
  };
}

/**
 * Answer the tasks that come through a port.
 *
 * @param {MessagePort | DedicatedWorkerGlobalScope} port
 */
export function serve(port) {
  port.onmessage = (/** @type {MessageEvent} */ { data }) => {
    try {
      port.postMessage({ answer: perform(data.kind, data.task) });
    } catch (error) {
      port.postMessage({ error: String(error) });
    }
  };
}
