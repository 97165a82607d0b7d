// Runs before the page is read, in browsers of any age, so it is written as they all read it. It asks again for every
// script, style sheet and picture that did not come, and says before anybody shows a slip what keeps this device from
// voting: the network, or what its browser lacks, by name. The booth's own script has it too, should it be lost itself.

(() => {
  if (window.boothEarly) return;

  const PAUSES = [500, 1000, 2000, 4000, 8000];
  /** Milliseconds after which what has neither come nor failed is asked for again: the network swallowed the request. */
  const PATIENCE = 15000;
  const tries = new WeakMap();
  const resting = new WeakSet();
  const there = new WeakSet();
  let running = false;
  let begins = false;

  /** What the booth's scripts and sheets use, each with a question whether it is there. */
  const ABILITIES = {
    BigInt: () => BigInt.asUintN(64, BigInt(1)) === BigInt(1),
    Worker: () => typeof Worker === 'function',
    'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)).length === 1,
    'dialog.showModal': () => typeof HTMLDialogElement.prototype.showModal === 'function',
    fetch: () => typeof fetch === 'function',
    AbortController: () => typeof AbortController === 'function',
    'AbortSignal.timeout': () => typeof AbortSignal.timeout === 'function',
    'AbortSignal.throwIfAborted': () => typeof AbortSignal.prototype.throwIfAborted === 'function',
    TextEncoder: () => typeof TextEncoder === 'function',
    DOMParser: () => typeof DOMParser === 'function',
    'history.replaceState': () => typeof history.replaceState === 'function',
    'SubmitEvent.submitter': () => 'submitter' in SubmitEvent.prototype,
    'Element.replaceChildren': () => typeof Element.prototype.replaceChildren === 'function',
    'Element.toggleAttribute': () => typeof Element.prototype.toggleAttribute === 'function',
    'String.normalize': () => typeof ''.normalize === 'function',
    'String.replaceAll': () => typeof ''.replaceAll === 'function',
    'Array.at': () => typeof [].at === 'function',
    'Object.hasOwn': () => typeof Object.hasOwn === 'function',
  };

  function lacking() {
    return Object.keys(ABILITIES).filter((name) => {
      try {
        return !ABILITIES[name]();
      } catch (error) {
        return Boolean(error);
      }
    });
  }

  /** Show one of the sentences of the page's first moment: `network` or `browser`. */
  function tell(which, names) {
    const place = document.getElementById('preparing');
    if (!place || running) return;
    for (const one of place.querySelectorAll('[data-stopped]')) one.hidden = one.getAttribute('data-stopped') !== which;
    const list = place.querySelector('[data-names]');
    if (list && names) list.textContent = names.join(', ');
  }

  /** `anew`: by another address, for browsers join a second request for the same one to the first. */
  function again(element, anew) {
    if (resting.has(element)) return;
    const done = (tries.get(element) || 0) + 1;
    resting.add(element);
    tries.set(element, done);
    if (element.tagName === 'SCRIPT') tell('network');
    const name = element.tagName === 'LINK' ? 'href' : 'src';
    const first = element.getAttribute(name).replace(/[?&]again=[0-9]+$/, '');
    const address = anew ? `${first}${first.includes('?') ? '&' : '?'}again=${done}` : first;
    const ask = element.tagName === 'IMG' ? reload : replace;
    setTimeout(() => ask(element, name, address), PAUSES[Math.min(done, PAUSES.length) - 1]);
  }

  function reload(image, name, address) {
    image.setAttribute(name, address);
    resting.delete(image);
    watch([image]);
  }

  /** A script or a sheet that failed does not start twice; another element does. */
  function replace(element, name, address) {
    const other = document.createElement(element.tagName);
    for (const one of element.attributes) other.setAttribute(one.name, one.value);
    other.setAttribute(name, address);
    other.async = false;
    tries.set(other, tries.get(element));
    element.parentNode.replaceChild(other, element);
    watch([other]);
  }

  function isSheet(element) {
    return element.tagName === 'LINK' && element.rel === 'stylesheet';
  }

  window.addEventListener(
    'error',
    (event) => {
      const element = event.target;
      if (element === window) {
        if (event.error instanceof SyntaxError) tell('browser', ['JavaScript (ES2022)']);
      } else if (element.tagName === 'SCRIPT' || element.tagName === 'IMG' || isSheet(element)) again(element);
    },
    true,
  );

  document.addEventListener('load', ({ target }) => there.add(target), true);

  function isMissed(element) {
    if (resting.has(element) || !element.parentNode) return false;
    if (element.tagName === 'SCRIPT') return element.defer && !there.has(element);
    if (element.tagName === 'LINK') return isSheet(element) && !element.sheet;
    return element.loading !== 'lazy' && !element.complete;
  }

  /** What is still waited for after that time is given up, and asked for anew. */
  function watch(elements) {
    setTimeout(() => {
      const ones = elements || document.querySelectorAll('script[src], link[rel=stylesheet], img');
      for (const one of ones) if (isMissed(one)) again(one, true);
    }, PATIENCE);
  }

  watch();

  /** What was lost before this script ran. */
  function lookBack() {
    for (const link of document.querySelectorAll('link[rel=stylesheet]'))
      if (!link.sheet && !tries.has(link)) again(link);
    for (const image of document.images)
      if (image.complete && image.naturalWidth === 0 && image.loading !== 'lazy' && !tries.has(image)) again(image);
    const names = lacking();
    if (names.length > 0) tell('browser', names);
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', lookBack);
  else lookBack();

  window.boothEarly = {
    /** The names of what the booth needs and this browser has not. */
    lacking,
    isAble: () => lacking().length === 0,
    /** Whether this is the page's first script of all: one that was given up may come after the one that was asked for anew. */
    isFirst() {
      const first = !begins;
      begins = true;
      return first;
    },
    /** From here on nothing is said but by the booth's own steps. */
    start() {
      running = true;
    },
  };
})();
