// Answers for opening.js: a line of JSON in ({"election": base64, "text": …, "board": trackers in hex or null}), one out.

import { createInterface } from 'node:readline';

import { readElection } from '../../static/js/verify/election.js';
import { openChallenge } from '../../static/js/verify/opening.js';

for await (const line of createInterface({ input: process.stdin })) {
  const { election, text, board } = JSON.parse(line);
  const read = readElection(new Uint8Array(Buffer.from(election, 'base64')));
  let answer;
  try {
    answer = openChallenge(text, read, board && { trackers: new Set(board) });
  } catch (error) {
    answer = { code: error.code ?? String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
