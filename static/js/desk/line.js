// The line of a person as the page makes it by itself: who it is, how it stands, what can be noted.

import { say } from '../page/words.js';

const template = document.getElementById('own-line');

/** A line; `press(what, election)` is called when a button is pressed. */
export function makeLine(person, isMine, press) {
  const line = template.content.firstElementChild.cloneNode(true);
  line.dataset.own = person.id;
  line.querySelector('h2').textContent = person.name;
  for (const name of ['institution', 'province']) line.querySelector(`.door-${name}`).textContent = person[name];
  line.querySelector('.door-number').textContent = say('number', { number: person.number });
  const badges = [badge(person.here ? 'is-here' : 'is-not', person.here ? 'success' : '')];
  const held = person.slips.filter((one) => one.handed);
  if (held.length) badges.push(badge('has-slip', 'act'));
  line.querySelector('.door-state').replaceChildren(...badges);
  const told = line.querySelector('p[hidden]');
  told.hidden = isMine;
  told.textContent = isMine ? '' : say('not-mine');
  const acts = line.querySelector('.door-acts');
  const add = (what, election, quiet) => acts.append(button(what, election, quiet, person, press));
  if (!person.here) add('in');
  else {
    if (isMine) for (const one of person.slips) if (one.handing && !one.handed) add('hand', one);
    if (held.length) add('out-voted', null, true);
    else add('out', null, true);
    if (isMine) for (const one of held) add('take-back', one, true);
  }
  return line;
}

/** Somebody to choose from several; `choose` is called when the one is pressed. */
export function makeChoice(person, choose) {
  const item = document.createElement('li');
  const found = document.createElement('button');
  found.type = 'button';
  found.className = 'door-choice';
  const name = document.createElement('strong');
  name.textContent = person.name;
  const who = document.createElement('span');
  who.className = 'door-who';
  const number = say('number', { number: person.number });
  who.textContent = `${person.institution} · ${person.province} · ${number}`;
  found.append(name, who);
  found.addEventListener('click', choose);
  item.append(found);
  return item;
}

/** What was noted, with a way back. */
export function makeSaid(person, what, undo) {
  const said = document.createElement('div');
  said.className = 'door-said door-done';
  const text = document.createElement('p');
  const name = document.createElement('strong');
  name.textContent = person.name;
  text.append(name, `: ${say(`said-${what}`)}`);
  said.append(text);
  if (undo) {
    const back = document.createElement('button');
    back.type = 'button';
    back.className = 'button button-quiet button-small';
    back.textContent = say('act-undo');
    back.addEventListener('click', undo);
    said.append(back);
  }
  return said;
}

function badge(name, kind) {
  const found = document.createElement('span');
  found.className = kind ? `badge badge-${kind}` : 'badge';
  found.textContent = say(name);
  return found;
}

function button(what, election, quiet, person, press) {
  const found = document.createElement('button');
  found.type = 'button';
  found.className = quiet ? 'button button-quiet' : 'button';
  found.value = what;
  const title = election && person.slips.length > 1 ? `: ${election.title}` : '';
  found.textContent = say(`act-${what}`) + title;
  found.addEventListener('click', () => press(what, election?.id));
  return found;
}
