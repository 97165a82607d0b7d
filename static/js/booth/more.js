// A sign wherever more follows than is seen.

/** Show `sign` while `scroller` can be scrolled down; pressing it scrolls on by most of what is seen. */
export function signMore(scroller, sign) {
  const look = () => {
    const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    sign.hidden = left < 8;
  };
  scroller.addEventListener('scroll', look, { passive: true });
  sign.addEventListener('click', () => scroller.scrollBy(0, scroller.clientHeight * 0.8));
  return look;
}
