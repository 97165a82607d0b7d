/** The report as a file: what was found, and by which program. */

/**
 * `checked_by` is named and meant as in the reports of `python -m ballots verify --json`.
 *
 * @param {Awaited<ReturnType<typeof import('../index.js').verifyRecord>>} report
 * @returns {string} JSON; without `facts`, which hold what the record itself holds
 */
export const reportText = ({ facts, ...report }) =>
  JSON.stringify({ checked_by: 'majma check.html, SPEC 7', ...report }, null, 1);
