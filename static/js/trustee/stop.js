// Why an act stops: a code, of which the page has words, and what these words name.

/** @returns {Error & {values: object}} to be thrown */
export function stop(code, values = {}) {
  return Object.assign(new Error(code), { values });
}
