// Answers for the page's own parts that need no page: which trackers are meant, and the report as a file.
//
// JSON in ({"trackers": [hex, …], "typed": [text, …]}), JSON out ({"meant": [[hex, …] or null, …], "report": text}).

import { readFileSync } from 'node:fs';

import { meant } from '../../static/js/verify/page/find.js';
import { reportText } from '../../static/js/verify/page/saved.js';

const { trackers, typed } = JSON.parse(readFileSync(0, 'utf8'));
const known = new Map(trackers.map((hex, height) => [hex, { height, counts: true }]));
process.stdout.write(
  JSON.stringify({
    meant: typed.map((text) => meant(text, known)),
    report: reportText({ verdict: 'accepted', warnings: [], facts: { trackers: known } }),
  }),
);
