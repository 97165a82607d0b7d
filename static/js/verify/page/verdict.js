/** The verdict in words for people: what it means, whom to tell, what it leaves open; and the result. */

import { make, notice } from './element.js';
import { digits, plain, say } from './words.js';

/** @typedef {import('../report.js').Report} Report */

/**
 * @param {Report} report
 * @param {boolean} hasReceipt whether a receipt was checked with the record
 */
export function verdictOf(report, hasReceipt) {
  if (report.verdict === 'refused') {
    return refused(report);
  }
  if (report.verdict === 'foreign') {
    return notice('attention', say('foreign_title'), make('p', {}, say('foreign')), leftOpen(report));
  }
  const isWhole = report.stage === 'result';
  const holds = hasReceipt && !report.notChecked.includes('receipt-waits');
  return notice(
    'success',
    say(isWhole ? 'accepted_title' : 'accepted_early_title'),
    make('p', {}, say(isWhole ? 'accepted' : 'accepted_early')),
    holds ? make('p', {}, say('receipt_held')) : null,
    leftOpen(report),
  );
}

/** @param {Report} report */
function refused(report) {
  const own = { 'bindings-missing': 'unbound', 'receipt-missing': 'missing' }[report.code ?? ''];
  if (own) {
    return notice('danger', say(`${own}_title`), make('p', {}, say(own)));
  }
  const check = report.checks.find(({ verdict }) => verdict === 'refused');
  const sentence = check
    ? make('p', {}, make('strong', {}, digits(check.number)), ' ', say(wordOf(check.number)))
    : null;
  return notice(
    'danger',
    say('refused_title'),
    make('p', {}, say('refused')),
    sentence,
    make('p', {}, say('refused_what')),
  );
}

/** The key of a check's sentence. @param {string} number */
export const wordOf = (number) => `check_${number.replace('.', '_')}`;

/** @param {Report} report */
function leftOpen({ notChecked, warnings, accounting, checkpoints }) {
  if (!notChecked.length && !warnings.length) {
    return null;
  }
  const places = {
    reason: plain(accounting?.reason ?? ''),
    difference: digits(accounting?.difference ?? 0),
    surplus: digits(accounting?.surplus ?? 0),
    height: digits(checkpoints?.last?.height ?? 0),
    changes: (checkpoints?.changes ?? []).map(digits).join(' · '),
  };
  const lines = [
    ...warnings.map((found) => alikeLine(found)),
    ...notChecked.map((name) => say(`open_${name}`, places)),
  ];
  const items = lines.map((line) => make('li', {}, line));
  return make('div', {}, make('h3', {}, say('open_title')), make('ul', {}, ...items));
}

/**
 * The answers by their numbers: their names are what cannot be told apart.
 *
 * @param {Report['warnings'][number]} found
 */
const alikeLine = ({ question, answer, fault, other }) =>
  say(`answers_${fault}`, { question: digits(question), answer: digits(answer), other: digits(other ?? 0) });

/** The counts of each question as bars, the most votes first. @param {Report} report */
export function resultOf({ result, answers }) {
  if (!result) {
    return null;
  }
  const parts = result.flatMap((counts, at) => {
    const heading = result.length > 1 ? [make('h3', {}, say('question', { number: digits(at + 1) }))] : [];
    return [...heading, bars(counts, answers[at])];
  });
  return make('section', {}, make('h2', {}, say('result_title')), ...parts);
}

/**
 * @param {number[]} counts
 * @param {string[]} names
 */
function bars(counts, names) {
  const most = Math.max(1, ...counts);
  const order = counts.map((count, at) => ({ count, name: names[at] })).sort((left, right) => right.count - left.count);
  const lines = order.map(({ count, name }) => {
    const bar = make('progress', { max: String(most), value: String(count), 'aria-hidden': 'true' });
    const votes = make('span.bar-votes', {}, digits(count), make('span.visually-hidden', {}, ` ${say('votes')}`));
    return make('li', {}, make('bdi.bar-name', {}, name === '' ? say('blank') : plain(name)), bar, votes);
  });
  return make('ol.bars', {}, ...lines);
}
