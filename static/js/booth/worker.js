// The booth's worker: prepares tables when the page opens, derives and keeps the credential's
// secret until told to forget it, encrypts the ballot, opens it when it is challenged.
// Its first message, {}, says that it runs. Each message {id, act, ...} is answered by {id, value} or {id, error: code}.

import { encryptBallot } from '../protocol/ballot.js';
import { deriveSecret, publicCredential } from '../protocol/credential.js';
import { openElection } from '../protocol/election.js';
import { generatorTable, makeTable } from '../protocol/group.js';
import { proveHolder } from '../protocol/holder.js';
import { paperCode } from '../protocol/paper.js';
import { encodeOpening, verdictLock } from '../protocol/opening.js';
import { SEED_SIZE, fresh } from '../protocol/random.js';

const bases = { g: generatorTable(), y: null };
let election = null;
let secret = null;
let sealed = null;

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
  hold() {
    return proveHolder(bases.g, election.fingerprint, publicCredential(bases.g, secret), secret);
  },
  compare({ choices }) {
    return paperCode(election.fingerprint, publicCredential(bases.g, secret), secret, choices);
  },
  encrypt({ choices }) {
    const seed = fresh(SEED_SIZE);
    const { ballot, tracker, credential, proof } = encryptBallot(election, bases, secret, choices, seed);
    sealed = { seed, choices, credential, proof };
    return { ballot, tracker, lock: verdictLock(seed) };
  },
  reveal() {
    const opening = encodeOpening(sealed);
    sealed = null;
    return opening;
  },
  discard() {
    sealed = null;
  },
  forget() {
    secret = null;
    sealed = null;
  },
};

self.addEventListener('message', ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: acts[data.act](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: error.message });
  }
});

self.postMessage({});
