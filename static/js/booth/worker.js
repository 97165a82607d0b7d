// The booth's worker: prepares tables when the page opens, derives the credential, encrypts the ballot.
// Each message {id, act, ...} is answered by {id, value} or {id, error: code}.

import { encryptBallot } from './ballot.js';
import { deriveSecret, publicCredential } from './credential.js';
import { openElection } from './election.js';
import { generatorTable, makeTable } from './group.js';

const bases = { g: generatorTable(), y: null };
let election = null;

const acts = {
  open({ bytes, fingerprint }) {
    election = openElection(new Uint8Array(bytes), fingerprint);
    bases.y = makeTable(election.publicKey);
    return { uuid: election.uuid, questions: election.questions };
  },
  identify({ credential }) {
    return publicCredential(bases.g, deriveSecret(credential, election.uuid));
  },
  encrypt({ credential, choices }) {
    const started = performance.now();
    const sealed = encryptBallot(election, bases, deriveSecret(credential, election.uuid), choices);
    return { ...sealed, milliseconds: performance.now() - started };
  },
};

self.addEventListener('message', ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: acts[data.act](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: error.message });
  }
});
