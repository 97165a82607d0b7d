/** What a record is made of, from the files that were chosen or dropped. */

/** @type {[RegExp, keyof import('../index.js').Files][]} */
const KINDS = [
  [/\.bel$/i, 'bel'],
  [/^bindings.*\.json$/i, 'bindings'],
  [/^accounting.*\.json$/i, 'accounting'],
  [/^checkpoints.*\.txt$/i, 'checkpoints'],
  [/^keys.*\.json$/i, 'keys'],
  [/^lots.*\.json$/i, 'lots'],
];

/**
 * A record file alone, or the files of a record by their names; null where there is no archive among them.
 *
 * @param {File[]} files
 * @returns {File | import('../index.js').Files | null}
 */
export function recordOf(files) {
  const record = files.find(({ name }) => /\.zip$/i.test(name)) ?? (files.length === 1 ? files[0] : null);
  if (record && !KINDS.slice(1).some(([pattern]) => pattern.test(record.name))) {
    return record;
  }
  const found = Object.fromEntries(
    files.flatMap((file) => {
      const kind = KINDS.find(([pattern]) => pattern.test(file.name));
      return kind ? [[kind[1], file]] : [];
    }),
  );
  return 'bel' in found ? /** @type {import('../index.js').Files} */ (/** @type {unknown} */ (found)) : null;
}
