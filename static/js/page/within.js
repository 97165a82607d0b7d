// No answer is waited for for ever: a network that swallows a request says nothing, and only who gives up asks again.

/** Milliseconds after which a request that was not answered in full is given up. */
const PATIENCE = 15000;

/**
 * What `ask(signal)` gives, the whole of its answer read; rejects where that took too long or `also` was aborted.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {{also?: AbortSignal, patience?: number}} [more]
 * @returns {Promise<T>}
 */
export async function within(ask, { also, patience = PATIENCE } = {}) {
  const limit = new AbortController();
  const end = () => limit.abort();
  const timer = setTimeout(end, patience);
  also?.addEventListener('abort', end);
  try {
    return await ask(limit.signal);
  } finally {
    clearTimeout(timer);
    also?.removeEventListener('abort', end);
  }
}
