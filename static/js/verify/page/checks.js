/** The numbered checks: a sentence each, what experts ask for folded away. */

import { code, fact, make } from './element.js';
import { wordOf } from './verdict.js';
import { digits, say } from './words.js';

/** @typedef {import('../report.js').Report} Report */

/** @param {Report} report */
export function checkList(report) {
  const lines = report.checks.map((check) => {
    const word = make(`span.chip.chip-${check.verdict}`, {}, say(`verdict_${check.verdict}`));
    const number = make('span.check-number', {}, digits(check.number));
    return make('li', {}, number, make('span.check-words', {}, say(wordOf(check.number))), word);
  });
  return make(
    'section',
    {},
    make('h2', {}, say('checks_title')),
    make('p.quiet', {}, say('checks')),
    make('ol.checks', {}, ...lines),
    experts(report),
  );
}

/** @param {Report} report */
function experts({ code: broken, detail, checks }) {
  const rows = checks
    .filter((check) => check.detail)
    .map((check) => fact(`${check.number} ${check.name}`, code(check.detail)));
  const facts = make(
    'dl.facts',
    {},
    ...(broken ? [fact(say('code'), code(broken)), fact(say('detail'), code(detail))] : []),
    ...rows,
  );
  return make('details.more', {}, make('summary', {}, say('experts')), facts);
}
