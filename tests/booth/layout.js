// What a screen of the booth looks like, measured in the page itself: cut or hidden text, bars, what lies below the
// fold, where buttons stand. Every engine runs the same lines; test_layout.py says what must hold.

window.layout = (() => {
  const root = document.documentElement;
  /** Letters are a little larger than their line, and pixels of a zoomed screen are not whole. */
  const SLACK = 3;
  const LEAST_WIDTH = 300;
  /** What was asked of the page already, in one measurement. */
  let [styles, unseen] = [new Map(), new Map()];
  /** What cannot be undone rests so long, in ms, when a dialog closed over it: see press.js. */
  const REST = 1000;
  /** The page as it comes, with something brought into sight, and at its end. */
  const WAYS = [
    () => window.scrollTo(0, 0),
    (one) => one.scrollIntoView({ block: 'nearest' }),
    () => window.scrollTo(0, root.scrollHeight),
  ];

  // A card out of sight is not laid out; Firefox says where its text stood before the page had its present size.
  document.styleSheets[0].insertRule('.picks > .pick { content-visibility: visible !important; }');

  /** Press as a finger does, also what wants a press that began on it. */
  function press(where) {
    const one = document.querySelector(where);
    for (const kind of ['pointerdown', 'pointerup']) one.dispatchEvent(new PointerEvent(kind, { bubbles: true }));
    one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
    return true;
  }

  function put(text, theme) {
    for (const [name, value] of Object.entries({ textSize: text, theme })) {
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
    }
    window.dispatchEvent(new Event('resize'));
  }

  /** What is looked at: the dialog on top, else the page. */
  function scope() {
    return [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
  }

  function rectOf({ left, top, right, bottom }) {
    return [left, top, right, bottom];
  }

  function seen(where) {
    return [...scope().querySelectorAll(where)].filter((one) => one.getClientRects().length > 0);
  }

  function named(one) {
    const { id, className, dataset, value, textContent } = one;
    const said = textContent.replace(/\s+/g, ' ').trim().slice(0, 30);
    return `${one.localName}${id ? `#${id}` : ''} ${dataset.act ?? value ?? className} «${said}»`;
  }

  /** Text that only who hears the page is told, text of a field's own, and what is folded: WebKit says where it stood. */
  function isUnseen(one) {
    if (!one) return false;
    if (!unseen.has(one)) {
      const is = one.matches(
        '.skip-link:not(:focus), textarea, title, script, style, noscript, details:not([open]) > :not(summary)',
      );
      unseen.set(one, is || styleOf(one).clipPath === 'inset(50%)' || isUnseen(one.parentElement));
    }
    return unseen.get(one);
  }

  function styleOf(one) {
    if (!styles.has(one)) styles.set(one, getComputedStyle(one));
    return styles.get(one);
  }

  /** What an element leaves of its content, and whether a sign says that there is more. */
  function clipOf(one) {
    const style = styleOf(one);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') return null;
    const { left, top } = one.getBoundingClientRect();
    const [x, y] = [left + one.clientLeft, top + one.clientTop];
    const lines = Number(style.webkitLineClamp) || 0;
    const scrolls = (how) => ['auto', 'scroll'].includes(how);
    return {
      box: [x, y, x + one.clientWidth, y + one.clientHeight],
      along: style.textOverflow === 'ellipsis' || lines > 0 || scrolls(style.overflowX),
      down: lines > 0 || (scrolls(style.overflowY) && saysMore(one)),
    };
  }

  /** A scroller that goes on says so: by its own sign, or by a shade at its edge. */
  function saysMore(one) {
    const sign = one.parentElement?.querySelector(':scope > .more-below');
    if (sign && sign.getClientRects().length > 0) return true;
    return styleOf(one).backgroundAttachment.includes('local');
  }

  /** Text that somebody should read and cannot, and nothing says that it goes on. */
  function cut() {
    const found = [];
    const clips = new Map();
    const clip = (one) => {
      if (!clips.has(one)) clips.set(one, clipOf(one));
      return clips.get(one);
    };
    const within = scope();
    const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.data.trim() || isUnseen(text.parentElement)) continue;
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        const middle = (rect.top + rect.bottom) / 2;
        let isHeld = false;
        for (let one = text.parentElement; one && one !== document.body; one = one.parentElement) {
          const held = clip(one);
          if (!held) continue;
          const { box, along, down } = held;
          isHeld = true;
          if (!along && (rect.left < box[0] - SLACK || rect.right > box[2] + SLACK)) {
            found.push(`cut along in ${named(one)}: ${text.data.trim().slice(0, 30)}`);
          }
          if (!down && (middle < box[1] || middle > box[3])) {
            found.push(`cut below in ${named(one)}: ${text.data.trim().slice(0, 30)}`);
          }
          break; // what lies outside of this one shows nothing of it
        }
        if (isWide() && !isHeld && (rect.left < -SLACK || rect.right > innerWidth + SLACK)) {
          found.push(`beside the screen: ${named(text.parentElement)}`);
        }
      }
    }
    return found;
  }

  /** Buttons whose words do not fit into them, that lie on one another, or that something covers. */
  function crowded() {
    const found = [];
    const buttons = seen('button, a.button, summary').filter((one) => !isUnseen(one));
    const boxes = buttons.map((one) => one.getBoundingClientRect());
    const bar = seen('.count-bar').pop()?.getBoundingClientRect().top ?? innerHeight;
    buttons.forEach((one, place) => {
      const box = boxes[place];
      if (isWide() && one.scrollWidth > one.clientWidth + SLACK && styleOf(one).overflowX === 'visible') {
        found.push(`its words do not fit: ${named(one)}`);
      }
      if (one.scrollHeight > one.clientHeight + SLACK) found.push(`its lines do not fit: ${named(one)}`);
      boxes.slice(place + 1).forEach((other, after) => {
        const inBars = [one, buttons[place + 1 + after]].map((it) => it.closest('.count-bar, .dossier-body') !== null);
        if (inBars[0] === inBars[1] && overlap(rectOf(box), rectOf(other), 1)) {
          found.push(`one on another: ${named(one)} and ${named(buttons[place + 1 + after])}`);
        }
      });
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const inSight =
        box.top >= 0 &&
        box.left >= 0 &&
        box.right <= innerWidth &&
        box.bottom <= Math.min(innerHeight, one.closest('.count-bar') ? innerHeight : bar);
      const on = inSight && document.elementFromPoint(x, y);
      if (on && !one.contains(on) && !on.contains(one)) found.push(`covered: ${named(one)} by ${named(on)}`);
    });
    return found;
  }

  function overlap(one, two, by = 0) {
    return (
      Math.min(one[2], two[2]) - Math.max(one[0], two[0]) > by &&
      Math.min(one[3], two[3]) - Math.max(one[1], two[1]) > by
    );
  }

  /** What stays while the page is scrolled, and the share of the screen's height that it takes. */
  function bars() {
    return [...scope().querySelectorAll('*')]
      .filter((one) => one.getClientRects().length > 0 && ['sticky', 'fixed'].includes(styleOf(one).position))
      .filter((one) => one.localName !== 'dialog' && !isUnseen(one))
      .map((one) => [named(one).slice(0, 40), one.getBoundingClientRect().height / innerHeight]);
  }

  /** Where a finger may find a button: as the page comes, brought into sight, and at the end of the page. */
  function places(where) {
    const one = seen(where)[0];
    if (!one) return [];
    const found = [];
    for (const go of WAYS) {
      go(one);
      const box = rectOf(one.getBoundingClientRect());
      if (box[1] < innerHeight && box[3] > 0) found.push(box);
    }
    home();
    return found;
  }

  /** Which buttons that cannot be undone lie, in a dialog that is opened anew, where the press was that opened it. */
  async function under(asked) {
    const wait = window.setTimeout;
    window.setTimeout = (then, time, ...more) => wait(then, time === REST ? 0 : time, ...more);
    const found = await underEach(asked);
    window.setTimeout = wait;
    return found;
  }

  async function underEach({ dialog, again, openers, final }) {
    const open = document.getElementById(dialog);
    const found = [];
    for (const where of openers) {
      for (const go of WAYS) {
        await closed(open);
        const one = document.querySelector(where);
        await until(() => !one.disabled);
        go(one);
        const box = rectOf(one.getBoundingClientRect());
        if (box[1] >= innerHeight || box[3] <= 0) continue;
        if (again) {
          one.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
          again();
        } else press(where);
        await until(() => open.open);
        for (const end of final.flatMap(seen)) {
          if (overlap(box, rectOf(end.getBoundingClientRect()))) found.push(`${named(end)} lies where ${where} was`);
        }
      }
      if (!open.open) {
        const one = document.querySelector(where);
        await until(() => !one.disabled);
        one.scrollIntoView({ block: 'nearest' });
        if (again) again();
        else press(where);
        await until(() => open.open);
      }
    }
    return found;
  }

  /** Wait until something holds, ten seconds at most. */
  async function until(holds) {
    const end = performance.now() + 10_000;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`it never was so: ${holds}`);
      await settled();
    }
  }

  /** Close a dialog, and wait until those who asked by it know. */
  function closed(dialog) {
    if (!dialog.open) return null;
    const known = new Promise((done) => dialog.addEventListener('close', done, { once: true }));
    dialog.close();
    return known;
  }

  /** What is narrower than any screen at 400 % may be wider than it. */
  function isWide() {
    return innerWidth >= LEAST_WIDTH;
  }

  function home() {
    window.scrollTo(0, 0);
    for (const one of [scope(), ...scope().querySelectorAll('.dossier-text')]) one.scrollTop = 0;
  }

  /** What does not lie in the first view, above its bar where it is not the bar's own. */
  function folded(first) {
    const bar = seen('.count-bar').pop()?.getBoundingClientRect().top ?? innerHeight;
    return first.flatMap((where) => {
      const one = seen(where)[0];
      if (!one) return [`not there: ${where}`];
      const box = one.getBoundingClientRect();
      const foot = one.closest('.count-bar') ? innerHeight : Math.min(innerHeight, bar);
      const fits = box.top >= -1 && box.bottom <= foot + 1 && box.left >= -1 && box.right <= innerWidth + 1;
      return fits
        ? []
        : [`off the first view: ${where} at ${Math.round(box.top)}–${Math.round(box.bottom)} of ${Math.round(foot)}`];
    });
  }

  /** Everything of one screen in one size, colour and zoom. */
  function measure({ first = [], final = [], pressed = [] }) {
    [styles, unseen] = [new Map(), new Map()];
    home();
    const wide =
      isWide() && root.scrollWidth > innerWidth + 1
        ? [`wider than the screen by ${root.scrollWidth - innerWidth}`]
        : [];
    return {
      faults: [...new Set([...cut(), ...crowded(), ...wide])],
      folded: folded(first),
      bars: bars(),
      under: [],
      final: Object.fromEntries(
        final.map((where) => [where, seen(where).map((one) => rectOf(one.getBoundingClientRect()))]),
      ),
      pressed: Object.fromEntries(pressed.map((where) => [where, places(where)])),
    };
  }

  /** The same in each of these sizes of text and colours. */
  async function every(asks, ways) {
    const held = [root.dataset.textSize ?? '', root.dataset.theme ?? ''];
    const found = [];
    await settled();
    for (const [text, theme] of ways) {
      put(text, theme);
      await lettered();
      const said = measure(asks);
      if (asks.dialog && asks.asks && theme === ways[0][1]) said.under = await under(asks);
      found.push(said);
    }
    put(...held);
    return found;
  }

  /** Ask for another language as a delegate does, and wait for it. */
  async function speak(language) {
    if (root.lang === language) return true;
    document.querySelector(`#seeing [data-language=${language}]`).click();
    await until(() => root.lang === language);
    await settled();
    return true;
  }

  /** When the letters of what is shown have come: what stands in others meanwhile takes another room. */
  async function lettered() {
    root.getBoundingClientRect();
    await document.fonts.ready;
  }

  function settled() {
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }

  return { press, every, put, speak };
})();
