// A touch is answered first, then worked on: on an old tablet the work takes longer than a finger waits for a sign.

/** Milliseconds after which work is done in a page that paints nothing, such as a hidden one. */
const LONGEST = 200;

/** `work` as a function that does it once what stands now was painted, and only once however often it is called before. */
export function afterPaint(work) {
  let isDue = false;
  return (...given) => {
    if (isDue) return;
    isDue = true;
    const now = () => {
      if (!isDue) return;
      isDue = false;
      work(...given);
    };
    const late = setTimeout(now, LONGEST);
    requestAnimationFrame(() =>
      setTimeout(() => {
        clearTimeout(late);
        now();
      }),
    );
  };
}

/** The same for what a button does: it looks pressed until then. */
export function pressed(work) {
  let held = null;
  const begin = afterPaint((given) => {
    held.classList.remove('pressed');
    held = null;
    work(given);
  });
  return (button, given) => {
    held ??= button;
    held.classList.add('pressed');
    begin(given);
  };
}
