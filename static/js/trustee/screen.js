// The parts of a trustee's page: which are shown, what is being done, what went wrong and what came of it.

import { digits, known, say } from '../page/words.js';

const problem = document.getElementById('trustee-problem');
const state = document.getElementById('trustee-state');

export function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

/** Show one part beside those before it, or alone. */
export function reveal(name, { alone = false } = {}) {
  if (alone) for (const section of document.querySelectorAll('[data-part]')) section.hidden = true;
  part(name).hidden = false;
  part(name).querySelector('h2').focus();
}

/** Say what is being done; without a name nothing is. */
export function tell(name, values) {
  state.textContent = name ? say(name, values) : '';
}

/** Say that an act is done, alone on the page. */
export function finish(name) {
  tell('');
  for (const form of document.querySelectorAll('#trustee form')) form.reset();
  document.getElementById('finished-title').textContent = say(name);
  document.getElementById('finished-text').textContent = say(`${name}-detail`);
  reveal('finished', { alone: true });
}

/** Run an act; whatever goes wrong is said in the page's words. */
export function guarded(act) {
  return async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const button = event.submitter ?? event.currentTarget;
    button.disabled = true;
    try {
      await act(event);
    } catch (error) {
      tell('');
      problem.querySelector('[data-problem-text]').textContent = wordsOf(error);
      problem.hidden = false;
      problem.focus();
    } finally {
      button.disabled = false;
    }
  };
}

/** The server's own words of a refusal, or the page's of what stopped here; prints take the page's digits, too. */
export function wordsOf(error) {
  const values = Object.entries(error.values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' && /^[0-9 /]+$/.test(value) ? digits(value) : value,
  ]);
  return error.told ?? say(known(error.message) ? error.message : 'unexpected', Object.fromEntries(values));
}

export function listen(id, kind, act) {
  document.getElementById(id)?.addEventListener(kind, guarded(act));
}

/** Let the page show what was told before work begins that keeps it busy. */
export function nextFrame() {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
