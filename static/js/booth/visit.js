// One delegate's visit: what the page knows about a slip and a choice, and how far it has come. Both end with it.

/**
 * Which event leads from where to where. What is not here does not happen: a second tap, an answer that comes too late
 * or a press on what is no longer meant changes nothing.
 */
const MOVES = {
  asking: { admitted: 'choosing', found: 'recorded' },
  choosing: { lock: 'locking', enter: 'comparing' },
  comparing: { mine: 'locking', back: 'choosing', failed: 'choosing' },
  locking: { locked: 'locked', back: 'choosing', failed: 'choosing' },
  locked: { back: 'choosing', test: 'testing', cast: 'casting' },
  testing: { opened: 'opened', kept: 'locked', back: 'choosing', failed: 'choosing' },
  opened: { on: 'choosing' },
  casting: { recorded: 'recorded', found: 'recorded', refused: 'choosing', unclear: 'unclear' },
  unclear: {},
  recorded: {},
  over: {},
};

/** What would be lost if the visit ended here. `fate`: only the server knows what became of the vote. */
const HOLDS = {
  choosing: 'ballot',
  comparing: 'ballot',
  locking: 'ballot',
  locked: 'ballot',
  testing: 'ballot',
  opened: 'ballot',
  casting: 'fate',
  unclear: 'fate',
  recorded: 'receipt',
};

export class Visit {
  token = null;
  credential = null;
  /** That the slip's secret is held here: with it the server tells the tracker of a vote that was cast with it. */
  proof = null;
  /** The public half of its credential, base 10. */
  public = null;
  marks = null;
  blank = false;
  sealing = null;
  at = 'asking';
  turn = 1;
  #stopped = new AbortController();

  constructor({ token, credential }) {
    this.token = token;
    this.credential = credential;
  }

  /**
   * Let `event` happen, if it may happen here and, with `turn`, if nothing else happened since that turn.
   * @returns {number} the new turn, or 0 where nothing happened
   */
  go(event, turn = this.turn) {
    const next = MOVES[this.at][event];
    if (!next || turn !== this.turn) return 0;
    this.at = next;
    this.turn += 1;
    return this.turn;
  }

  /** Aborted when the visit ends: requests under way stop asking. */
  get signal() {
    return this.#stopped.signal;
  }

  /** Slip and choice are forgotten; how far it came stays known, for what is said at the end. */
  forget() {
    this.#stopped.abort();
    this.token = null;
    this.credential = null;
    this.proof = null;
    this.public = null;
    this.marks = null;
    this.sealing = null;
  }

  end() {
    this.forget();
    this.at = 'over';
    this.turn += 1;
  }
}

/** `nothing`, `ballot`, `fate` or `receipt`: what a visit, or none, would lose. */
export function holds(visit) {
  return HOLDS[visit?.at] ?? 'nothing';
}
