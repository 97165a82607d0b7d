// The tablet's own page: it becomes a booth by the code of the office, says which booth it is, and leads to the election.

import { say } from '../page/words.js';
import { listenScreen } from './officer.js';
import { prepared } from './prepared.js';
import { answered, beat, pause, stand, tell } from './tablet.js';

const part = (name) => document.getElementById(`tablet-${name}`);

function show(name) {
  for (const one of ['asking', 'new', 'booth', 'wrong']) part(one).hidden = one !== name;
}

/** The secret of the code is used once and kept nowhere. */
async function enrol(secret) {
  for (;;) {
    const heard = await tell('enrol', { secret });
    if (heard?.ok) return '';
    if (heard) return heard.answer.message;
    await pause();
  }
}

function fill({ number, name, election }) {
  const title = say('booth', { number });
  part('title').textContent = name ? say('booth-named', { booth: title, name }) : title;
  part('vote').hidden = !election;
  part('nothing').hidden = Boolean(election);
  if (election) part('vote').href = election;
  document.title = title;
}

async function begin() {
  const secret = window.takeFragment();
  const problem = secret ? await enrol(secret) : '';
  last = await answered();
  if (last) {
    fill(last);
    show('booth');
    stand();
    setInterval(async () => fill(await present()), 20000);
    part('title').focus();
  } else if (problem) {
    part('problem').textContent = problem;
    show('wrong');
  } else {
    show('new');
  }
}

let last = null;

async function present() {
  last = (await beat()) ?? last;
  return last;
}

if (window.boothEarly.isAble() && prepared()) {
  show('asking');
  listenScreen(part('screen'));
  begin();
}
