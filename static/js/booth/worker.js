// The booth's worker: prepares tables when the page opens, derives and keeps the credential's
// secret until told to forget it, encrypts the ballot.
// Each message {id, act, ...} is answered by {id, value} or {id, error: code}.

import { encryptBallot } from './ballot.js';
import { deriveSecret, publicCredential } from './credential.js';
import { openElection } from './election.js';
import { generatorTable, makeTable } from './group.js';

const bases = { g: generatorTable(), y: null };
let election = null;
let secret = null;

const acts = {
  open({ bytes, fingerprint }) {
    election = openElection(new Uint8Array(bytes), fingerprint);
    bases.y = makeTable(election.publicKey);
    return { uuid: election.uuid, questions: election.questions };
  },
  identify({ credential }) {
    secret = deriveSecret(credential, election.uuid);
    return publicCredential(bases.g, secret);
  },
  encrypt({ choices }) {
    return encryptBallot(election, bases, secret, choices);
  },
  forget() {
    secret = null;
  },
};

self.addEventListener('message', ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: acts[data.act](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: error.message });
  }
});
