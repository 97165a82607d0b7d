/** The page: takes a record, lets it be checked in the background, and shows what came out. */

import { verifyInBackground } from '../background.js';
import { checkList } from './checks.js';
import { button, make, notice, save } from './element.js';
import { closingOf, comparisons, electionOf } from './facts.js';
import { recordOf } from './files.js';
import { reportText } from './saved.js';
import { finder, receiptCheck } from './find.js';
import { resultOf, verdictOf } from './verdict.js';
import { choose, digits, language, LANGUAGES, say } from './words.js';

/* global WORKER_SOURCE */

/** @typedef {Awaited<ReturnType<typeof import('../index.js').verifyRecord>>} Report */

const main = /** @type {HTMLElement} */ (document.querySelector('#main'));
const languages = /** @type {HTMLElement} */ (document.querySelector('#languages'));
const workerAddress = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));

const state = {
  files: /** @type {File[]} */ ([]),
  key: '',
  receipt: '',
  running: /** @type {ReturnType<typeof verifyInBackground> | null} */ (null),
  report: /** @type {Report | null} */ (null),
  said: /** @type {'stopped' | 'failed' | 'no_archive' | null} */ (null),
  seconds: 0,
  cores: 0,
};

const bar = /** @type {HTMLProgressElement} */ (make('progress', { max: '1', value: '0' }));
const counted = make('p.progress-count', { role: 'status' });

/** @param {boolean} [isForeign] */
async function check(isForeign = false) {
  const record = recordOf(state.files);
  state.running?.stop();
  Object.assign(state, { report: null, running: null, said: record ? null : 'no_archive' });
  if (!record) {
    show();
    return;
  }
  const begun = performance.now();
  const running = verifyInBackground(() => new Worker(workerAddress), record, {
    foreign: isForeign,
    onProgress: showProgress,
    ...(state.key.trim() ? { boardKey: state.key.trim() } : {}),
    ...(state.receipt.trim() ? { receipt: state.receipt } : {}),
  });
  Object.assign(state, { running, cores: running.cores });
  showProgress({ ballots: 0, bytes: 0, size: 1 });
  show();
  try {
    const report = await running.report;
    if (state.running === running) {
      Object.assign(state, { report, seconds: Math.max(1, Math.round((performance.now() - begun) / 1000)) });
    }
  } catch {
    if (state.running === running) {
      state.said = 'failed';
    }
  }
  if (state.running === running) {
    state.running = null;
    show();
    main.querySelector('.notice-title')?.scrollIntoView({ block: 'center' });
  }
}

function stop() {
  state.running?.stop();
  Object.assign(state, { running: null, said: 'stopped' });
  show();
}

/** @param {import('../ballot_box.js').Progress} progress */
function showProgress({ ballots, bytes, size }) {
  bar.value = bytes / size;
  counted.textContent = say('progress', {
    percent: digits(Math.floor((100 * bytes) / size)),
    ballots: digits(ballots),
  });
}

/** @param {FileList | File[]} files */
function take(files) {
  state.files = [...files];
  if (state.files.length) {
    check();
  }
}

function giveForm() {
  const field = /** @type {HTMLInputElement} */ (
    make('input.visually-hidden', { type: 'file', multiple: '', id: 'files', accept: '.zip,.bel,.json,.txt' })
  );
  field.addEventListener('change', () => take(field.files ?? []));
  const label = make('label.button', { for: 'files' }, say('choose'));
  const place = make(
    'div.drop',
    { id: 'drop' },
    make('p', {}, say('give')),
    field,
    label,
    make('p.quiet', {}, say('drop')),
  );
  return make('section', {}, make('h2', {}, say('give_title')), place, knownForm());
}

function knownForm() {
  /** @param {'key' | 'receipt'} name */
  const field = (name) => {
    const input = /** @type {HTMLInputElement} */ (
      make('input.code-input', { id: `known-${name}`, dir: 'ltr', autocomplete: 'off', spellcheck: 'false' })
    );
    input.value = state[name];
    input.addEventListener('input', () => {
      state[name] = input.value;
    });
    return make('div.field', {}, make('label', { for: `known-${name}` }, say(`known_${name}`)), input);
  };
  const again = state.files.length
    ? make(
        'div.actions',
        {},
        button(say('check'), () => check(), ''),
      )
    : null;
  const details = make(
    'details.more',
    {},
    make('summary', {}, say('known_title')),
    make('p', {}, say('known')),
    field('key'),
    field('receipt'),
    again,
  );
  details.toggleAttribute('open', Boolean(state.key || state.receipt));
  return details;
}

function outcome() {
  const { report, running, said } = state;
  if (running) {
    return [make('section.progress', {}, make('h2', {}, say('reading')), bar, counted, button(say('stop'), stop))];
  }
  if (said) {
    return [notice('attention', say(said))];
  }
  if (!report) {
    return [];
  }
  const isUnbound = report.code === 'bindings-missing';
  const parts = [
    verdictOf(report, Boolean(state.receipt.trim())),
    isUnbound
      ? make(
          'div.actions',
          {},
          button(say('check_foreign'), () => check(true)),
        )
      : null,
    report.verdict === 'refused' ? null : resultOf(report),
    electionOf(report),
    comparisons(report),
    closingOf(report),
    report.verdict === 'refused' ? null : finder(report.facts),
    report.verdict === 'refused' ? null : receiptCheck(report, report.facts),
    checkList(report),
    make('p.quiet', {}, say('seconds', { seconds: digits(state.seconds), cores: digits(state.cores) })),
    make(
      'div.actions',
      {},
      button(say('save_report'), () => saveReport(report)),
    ),
  ];
  return parts.filter((part) => part !== null);
}

/** @param {Report} report */
function saveReport(report) {
  save(`majma-check-${report.election?.uuid ?? 'record'}.json`, 'application/json', reportText(report));
}

function show() {
  const { direction } = LANGUAGES[language()];
  document.documentElement.lang = language();
  document.documentElement.dir = direction;
  document.title = say('title');
  languages.setAttribute('aria-label', say('language'));
  languages.replaceChildren(
    ...Object.entries(LANGUAGES).map(([code, { own }]) => {
      const isChosen = code === language();
      const made = button(
        own,
        () => speak(/** @type {import('./words.js').Code} */ (code)),
        '.button-quiet.button-small',
      );
      made.lang = code;
      made.setAttribute('aria-pressed', String(isChosen));
      return made;
    }),
  );
  const origin = make('section.origin', {}, make('h2', {}, say('origin_title')), make('p', {}, say('origin')));
  main.replaceChildren(
    make('h1', {}, say('title')),
    make('p.lead', {}, say('intro')),
    giveForm(),
    ...outcome(),
    origin,
  );
}

/** @param {import('./words.js').Code} code */
function speak(code) {
  choose(code);
  show();
}

/** The language of the browser where the page speaks it, else Persian. */
function firstLanguage() {
  const wished = navigator.languages.map((each) => each.split('-')[0]).find((each) => Object.hasOwn(LANGUAGES, each));
  return /** @type {import('./words.js').Code} */ (wished ?? 'fa');
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  take(event.dataTransfer?.files ?? []);
});
speak(firstLanguage());
