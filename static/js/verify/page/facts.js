/** What is known of the election, what people compare, and the closing entry that trustees ask for. */

import { code, fact, make, button } from './element.js';
import { codeImage, saveCode } from './code.js';
import { digitGroups, fortyDigits } from './short.js';
import { digits, plain, say } from './words.js';

/** @typedef {import('../report.js').Report} Report */

/** @param {Report} report */
export function electionOf(report) {
  const { election, accounting } = report;
  if (!election) {
    return null;
  }
  const handed = accounting
    ? [fact(say('handed'), digits(accounting.handedOut)), fact(say('not_handed'), digits(accounting.listed))]
    : [];
  const facts = make(
    'dl.facts',
    {},
    fact(say('name'), make('bdi', {}, plain(election.name))),
    fact(say('uuid'), code(election.uuid)),
    fact(say('stage'), say(`stage_${report.stage}`)),
    fact(say('slips'), digits(report.credentials)),
    ...handed,
    fact(say('ballots'), digits(report.ballots)),
    fact(say('counted'), digits(report.voters)),
    ...(report.weight === report.voters ? [] : [fact(say('weight'), digits(report.weight))]),
  );
  return make('section', {}, make('h2', {}, say('election_title')), facts);
}

/** @param {Report} report */
export function comparisons({ election, prints, keys, head }) {
  if (!election) {
    return null;
  }
  const named = prints.map(({ name, print }, at) => {
    const known = name === '' ? say('trustee_unnamed', { number: digits(at + 1) }) : `\u2068${plain(name)}\u2069`;
    return fact(say('prints', { name: known }), digitGroups(print));
  });
  const facts = make(
    'dl.facts',
    {},
    fact(say('fingerprint'), code(election.fingerprint)),
    fact(say('fingerprint_short'), fortyDigits('election', election.fingerprint)),
    ...named,
    ...(keys ? [fact(say('board_key'), code(keys.board))] : []),
    ...(keys?.slips ?? []).map(({ id, key }) => fact(say('slip_key', { id: digits(id) }), code(key))),
    ...(head
      ? [fact(say('head', { height: digits(head.height) }), code(head.hash), fortyDigits('head', head.hash))]
      : []),
  );
  return make('section', {}, make('h2', {}, say('compare_title')), make('p', {}, say('compare')), facts);
}

/** The text in which a closing entry travels (SPEC 11.4). @param {Report} report */
export const closingText = ({ election, closingHead }) =>
  election && closingHead ? `majma head ${election.uuid} ${closingHead.height} ${closingHead.hash}` : null;

/** @param {Report} report */
export function closingOf(report) {
  const text = closingText(report);
  if (!text || !report.closingHead || report.verdict === 'refused') {
    return null;
  }
  const facts = make(
    'dl.facts',
    {},
    fact(say('closing_digits'), fortyDigits('head', report.closingHead.hash)),
    fact(say('closing_text'), code(text)),
  );
  const name = `majma-head-${report.election?.uuid}.svg`;
  return make(
    'section',
    {},
    make('h2', {}, say('closing_title')),
    make('p', {}, say('closing')),
    make('div.closing', {}, codeImage(text, text), facts),
    make(
      'div.actions',
      {},
      button(say('save_code'), () => saveCode(name, text)),
    ),
  );
}
