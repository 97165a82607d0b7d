// What the booth asks the server, and nothing else: each call once, here.

import { settings } from './now.js';
import { post } from '../page/post.js';
import * as tablet from './tablet.js';
import { within } from '../page/within.js';

const FAULTS = new Set(['election-fingerprint', 'election-mismatch', 'receipt-mismatch', 'script-mismatch']);
const PAUSES = [500, 1000, 2000, 4000];
const TELLING = 30000;

/** Wait before something is tried again, each time a little longer. */
export function pause(attempt) {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length) - 1]);
  });
}

/** The page as the server gives it now, or null where it gives none. */
export async function fetchPage() {
  try {
    const text = await read(location.pathname, (response) => response.text());
    return text === null ? null : new DOMParser().parseFromString(text, 'text/html');
  } catch {
    return null;
  }
}

/** What `take` reads of a good answer, else null. Throws where none came in time. */
function read(address, take) {
  return within(async (signal) => {
    const response = await fetch(address, { cache: 'no-store', credentials: 'same-origin', signal });
    return response.ok ? take(response) : null;
  });
}

/** The bytes of the election; asked for until they come. */
export async function fetchElection() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const bytes = await read(settings.electionJson, (response) => response.arrayBuffer());
      if (bytes) return bytes;
    } catch {
      /* no network yet: ask again */
    }
    await pause(attempt);
  }
}

/** Is this slip good? Only its public half is sent, and the proof that its secret is held. */
export function askSlip({ token, credential, proof }, patience) {
  return post(settings.slip, { token, credential, proof }, patience);
}

/** Put this ballot in the box: {ballot, proof}, and `desk` where officers enter papers. */
export function sendBallot(said, patience) {
  return postAsTablet(settings.ballot, said, patience);
}

/** Say or ask something of a paper: `entry`, `look`, `aside`, `end`. No mark is ever sent. */
export function sendPaper(what, said, patience) {
  return post(`${settings.paper}/${what}`, said, { ...patience, nameless: true });
}

/** Note that this ballot is opened for a test and never cast. */
export function sendChallenge({ ballot, lock }, patience) {
  return postAsTablet(settings.challenge, { ballot, lock }, patience);
}

/** With the code of an enrolled tablet; where the tablets' key was made anew meanwhile, once more under the new one. */
async function postAsTablet(url, body, { ...patience }) {
  patience.nameless = true;
  const device = tablet.codeOf(body.ballot);
  const found = await post(url, { ...body, device }, patience);
  if (found.ok || found.answer.error !== 'tablet-not-enrolled') return found;
  const fresh = (await tablet.isEnrolled()) ? tablet.codeOf(body.ballot) : device;
  return fresh === device ? found : post(url, { ...body, device: fresh }, patience);
}

/** What stops this booth is told to the office, once and without waiting: which fault, nothing else. */
export function tellOffice(error) {
  if (!FAULTS.has(error.message)) return;
  const patience = { uncertain: () => {}, signal: AbortSignal.timeout(TELLING) };
  post(settings.stopped, { fault: error.message }, patience).catch(() => {});
}
