// «Is this tablet ready?»: each part is tried; what comes out is shown here and told to the office.

import { say } from '../page/words.js';
import { prepared } from './prepared.js';
import { beat, tell } from './tablet.js';
import { within } from '../page/within.js';

const own = document.querySelector('meta[name="tablet"]');
const LEAST_WIDTH = 320;
const LEAST_HEIGHT = 480;
const MOST_DRIFT = 120;
const MOST_LATENCY = 1500;
const TRIES = 5;

/** @typedef {{good: boolean, detail: string, measured?: object}} Outcome */

async function camera() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
    const { width = 0, height = 0 } = stream.getVideoTracks()[0].getSettings();
    const picture = document.getElementById('ready-camera');
    picture.srcObject = stream;
    picture.hidden = false;
    await picture.play().catch(() => {});
    setTimeout(() => {
      for (const track of stream.getTracks()) track.stop();
      picture.hidden = true;
    }, 4000);
    return { good: true, detail: say('camera-size', { width, height }) };
  } catch {
    return { good: false, detail: say('camera-none') };
  }
}

async function sound() {
  try {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 660 });
    tone.connect(new GainNode(context, { gain: 0.3 })).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.4);
    await context.resume();
    return { good: true, detail: say('sound-heard') };
  } catch {
    return { good: false, detail: say('sound-none') };
  }
}

async function screenPart() {
  const size = { width: window.innerWidth, height: window.innerHeight };
  const [short, long] = [Math.min(size.width, size.height), Math.max(size.width, size.height)];
  const good = short >= LEAST_WIDTH && long >= LEAST_HEIGHT;
  return { good, detail: say(good ? 'screen-size' : 'screen-small', size) };
}

/** The page that the server sends now has the same version as this one. */
async function version() {
  const text = await within(async (signal) => {
    const response = await fetch(location.pathname, { cache: 'no-store', signal });
    return response.text();
  });
  const page = new DOMParser().parseFromString(text, 'text/html');
  const good = page.querySelector('meta[name="tablet"]')?.dataset.bundle === own.dataset.bundle;
  return { good, detail: say(good ? 'version-same' : 'version-other') };
}

function head() {
  return within((signal) => fetch(location.pathname, { method: 'HEAD', cache: 'no-store', signal }));
}

async function clock() {
  const before = Date.now();
  const response = await head();
  const here = (before + Date.now()) / 2;
  const drift = Math.round(Math.abs(new Date(response.headers.get('Date')).getTime() - here) / 1000);
  const detail = say('clock-off', { seconds: drift });
  return { good: drift <= MOST_DRIFT, detail, measured: { drift: String(drift) } };
}

async function network() {
  const taken = [];
  for (let number = 0; number < TRIES; number += 1) {
    const before = performance.now();
    await head();
    taken.push(performance.now() - before);
  }
  const latency = Math.round(taken.sort((one, two) => one - two)[Math.floor(TRIES / 2)]);
  const detail = say('network-latency', { milliseconds: latency });
  return { good: latency <= MOST_LATENCY, detail, measured: { latency: String(latency) } };
}

async function abilities() {
  const names = [...window.boothEarly.lacking(), ...(window.isSecureContext ? [] : ['secure context'])];
  if (names.length === 0) return { good: true, detail: say('abilities-all') };
  return { good: false, detail: say('abilities-missing', { names: names.join(', ') }) };
}

const PARTS = { camera, sound, screen: screenPart, version, clock, network, abilities };

/** @returns {Promise<Outcome>} */
async function tried(part) {
  try {
    return await PARTS[part]();
  } catch {
    return { good: false, detail: say('network-none') };
  }
}

function write(part, { good, detail }) {
  const row = document.querySelector(`[data-part="${part}"]`);
  row.querySelector('[data-outcome]').textContent = say(good ? 'good' : 'bad');
  row.querySelector('[data-detail]').textContent = detail;
  row.dataset.good = String(good);
}

async function begin() {
  const report = {};
  for (const part of Object.keys(PARTS)) {
    const outcome = await tried(part);
    write(part, outcome);
    Object.assign(report, { [part]: outcome.good }, outcome.measured);
  }
  const heard = await tell('report', report);
  document.getElementById('ready-told').textContent = say(heard?.ok ? 'told' : 'told-nobody');
}

if (prepared()) {
  const start = document.getElementById('ready-begin');
  start.addEventListener('click', begin);
  start.disabled = false;
  beat();
}
