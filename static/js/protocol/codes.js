// What the booth's codes say to another device (SPEC, "Challenge"): a tracker before the test, an opening in it.

const CODE = /^majma (tracker|opening) ([0-9A-Za-z]{14,64}) ([A-Za-z0-9+/_-]+)$/;
const TRACKER = /^[A-Za-z0-9+/]{43}$/;

export function trackerCode(uuid, tracker) {
  return `majma tracker ${uuid} ${tracker}`;
}

export function openingCode(uuid, opening) {
  return `majma opening ${uuid} ${opening}`;
}

/**
 * What was scanned or pasted: a code of this election, or an opening alone or at the end of an address.
 * @returns {{tracker: string}|{opening: string}} throws Error 'opening-format' for another election's code
 */
export function readCode(text, uuid) {
  const found = CODE.exec(text.trim().replace(/\s+/g, ' '));
  if (!found) return { opening: text.slice(text.lastIndexOf('#') + 1).trim() };
  const [, kind, election, value] = found;
  if (election !== uuid || (kind === 'tracker' && !TRACKER.test(value))) throw new Error('opening-format');
  return { [kind]: value };
}
