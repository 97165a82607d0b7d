// A tablet as a booth of a session: it says again and again that it is there, and is told the key that all tablets share.
// Its own key is in a cookie that scripts cannot read and that goes to these addresses alone. The shared key is in this
// page's memory. What is said here is said at fixed times, whatever the voter does.

import { deviceCode } from '../protocol/device.js';
import { within } from '../page/within.js';

const own = document.querySelector('meta[name="tablet"]');
const EVERY = 25000;
const PAUSE = 2000;

/** What the server said last: number, name, key, election; null while it is not known, or not enrolled. */
let told = null;

/** @returns {Promise<{ok: boolean, answer: object} | null>} null where nothing is known */
export async function tell(what, body) {
  try {
    return await within(async (signal) => {
      const response = await fetch(`${own.content}/${what}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        signal,
      });
      return response.status >= 500 ? null : { ok: response.ok, answer: await response.json() };
    });
  } catch {
    return null;
  }
}

/** Whether this page's election takes votes from enrolled tablets alone. */
export function isAsked() {
  return own?.dataset.devices === 'enrolled';
}

/** Say once that this tablet is there. @returns {Promise<object | null | undefined>} undefined where nothing is known */
export async function beat() {
  const heard = await tell('alive', { bundle: own.dataset.bundle, ...(await battery()) });
  if (heard === null) return undefined;
  told = heard.ok ? heard.answer : null;
  return told;
}

/** What the server says of this tablet, null where it is none, asked until it answers. */
export async function answered() {
  for (;;) {
    const heard = await beat();
    if (heard !== undefined) return heard;
    await pause();
  }
}

/** Whether this is an enrolled tablet, asked until the server answers. */
export async function isEnrolled() {
  return (await answered()) !== null;
}

/** A moment before the server is asked again. */
export function pause() {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE);
  });
}

/** The code by which this tablet casts a ballot; empty where it is none. */
export function codeOf(ballot) {
  return told ? deviceCode(told.key, ballot) : '';
}

/** From now on: say at fixed times that this tablet is there, and keep its screen on; `lost` once it was taken out. */
export function stand(lost = () => {}) {
  setInterval(async () => {
    if ((await beat()) === null) lost();
  }, EVERY);
  stayAwake();
  document.addEventListener('visibilitychange', stayAwake);
}

function stayAwake() {
  if (document.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {});
}

async function battery() {
  try {
    const found = await navigator.getBattery();
    return { battery: String(Math.round(found.level * 100)), charging: found.charging };
  } catch {
    return {};
  }
}
