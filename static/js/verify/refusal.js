/**
 * What a refusal is: the check of SPEC 7 that a record does not pass, and the code of the rule that it breaks.
 */

/** The numbered checks of SPEC 7, in its order. @type {ReadonlyArray<readonly [string, string]>} */
export const CHECKS = Object.freeze([
  ['1.1', 'start'],
  ['1.2', 'headers'],
  ['1.3', 'filling'],
  ['1.4', 'digests'],
  ['2.1', 'events'],
  ['2.2', 'chain'],
  ['2.3', 'data'],
  ['2.4', 'order'],
  ['2.5', 'continuation'],
  ['3.1', 'setup data'],
  ['3.2', 'election'],
  ['3.3', 'trustees'],
  ['3.4', 'election key'],
  ['3.5', 'credentials'],
  ['3.6', 'independent numbers'],
  ['4.1', 'ballot form'],
  ['4.2', 'voter'],
  ['4.3', 'once'],
  ['4.4', 'ballot proofs'],
  ['4.5', 'signature'],
  ['5.1', 'tally data'],
  ['5.2', 'tally form'],
  ['5.3', 'tally product'],
  ['5.4', 'tally counts'],
  ['6.1', 'owner'],
  ['6.2', 'decryption proofs'],
  ['7.1', 'complete'],
  ['7.2', 'result'],
  ['7.3', 'plausible'],
  ['8.1', 'record file'],
  ['8.2', 'bindings'],
  ['8.3', 'accounting'],
  ['8.4', 'checkpoints'],
  ['8.5', 'lots'],
  ['8.6', 'receipt'],
]);

/** A rule that is broken. `check` is filled in by whoever knows which check reads the message. */
export class Refusal extends Error {
  /**
   * @param {string} code the code of the rule, as `python -m ballots verify` names it
   * @param {string} detail what was found, in English, for experts
   * @param {string} [check] the number of the check
   */
  constructor(code, detail, check = '') {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.check = check;
  }
}

/**
 * Do something as part of a check: a refusal that comes out of it is of this check.
 *
 * @template T
 * @param {string} check
 * @param {() => T} act
 * @returns {T}
 */
export function during(check, act) {
  try {
    return act();
  } catch (error) {
    throw named(error, check);
  }
}

/**
 * The error, given the number of the check if it is a refusal that has none yet.
 *
 * @param {unknown} error
 * @param {string} check
 * @returns {unknown}
 */
export function named(error, check) {
  if (error instanceof Refusal && !error.check) {
    error.check = check;
  }
  return error;
}

/**
 * Do something, and give every refusal that comes out of it another code: a message that is of one form only.
 *
 * @template T
 * @param {string} code
 * @param {() => T} act
 * @returns {T}
 */
export function recoded(code, act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) {
      throw new Refusal(code, error.detail, error.check);
    }
    throw error;
  }
}
