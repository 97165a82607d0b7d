// Folds characters and finds answers that are alike, as the verifier in JavaScript does: JSON in, JSON out.
//
// {"characters": true}: for every character that this Unicode knows, its number and what is left of it, where that is
// not the character itself. {"cases": [[answer, …], …]}: what is wrong with the answers of each.

import { readFileSync } from 'node:fs';

import { findAlike, folded } from '../../static/js/verify/alike.js';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const all = asked.characters ? Array.from({ length: 0x110000 }, (_, number) => number) : [];
const known = all.filter((number) => !/\p{Cn}|\p{Cs}/u.test(String.fromCodePoint(number)));
const characters = known.map((number) => [number, folded(String.fromCodePoint(number))]);
process.stdout.write(
  JSON.stringify({
    characters,
    cases: (asked.cases ?? []).map((answers) => ({ folded: answers.map(folded), found: findAlike(answers) })),
  }),
);
