/* What is wrong with a picture of the screen in the hall, as its last row sees it. `least`: the smallest letters, in
   hundredths of the smaller side; `contrast`: the least ratio. Gives a sentence for each fault. */
({ least, contrast }) => {
  const found = [];
  const root = document.getElementById('screen-place');
  const body = root.querySelector('.screen-body');
  const height = window.innerHeight;
  const width = window.innerWidth;
  const smallest = (Math.min(width, height) * least) / 100;
  const isShown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible';
  const outside = (box, place) =>
    box.left < place.left - 1 ||
    box.right > place.right + 1 ||
    box.top < place.top - 1 ||
    box.bottom > place.bottom + 1;
  const whole = { left: 0, top: 0, right: width, bottom: height };

  const parts = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (top, ground, alpha) => {
    const mix = (name) => top[name] * alpha + ground[name] * (1 - alpha);
    return { red: mix('red'), green: mix('green'), blue: mix('blue'), alpha: 1 };
  };
  const light = ({ red, green, blue }) => {
    const line = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * line(red) + 0.7152 * line(green) + 0.0722 * line(blue);
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((first, second) => first - second);
    return (bright + 0.05) / (dark + 0.05);
  };
  const groundOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.alpha === 1) return colour;
    }
    return { red: 255, green: 255, blue: 255, alpha: 1 };
  };
  const barUnder = (element) => element.closest('.screen-bars > li')?.querySelector('svg');
  const contrastOf = (element) => {
    let ground = groundOf(element);
    const bar = barUnder(element);
    if (bar) ground = over(parts(getComputedStyle(bar).fill), ground, Number(getComputedStyle(bar).opacity));
    let alpha = 1;
    for (let one = element; one; one = one.parentElement) alpha *= Number(getComputedStyle(one).opacity);
    return ratio(over(parts(getComputedStyle(element).color), ground, alpha), ground);
  };
  const blockOf = (element) => {
    let one = element;
    while (getComputedStyle(one).display.startsWith('inline')) one = one.parentElement;
    return one;
  };

  const lines = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const said = node.textContent.trim();
    const element = node.parentElement;
    if (!said || !isShown(element) || element.closest('noscript, .screen-start')) continue;
    const style = getComputedStyle(element);
    const named = `«${said.slice(0, 30)}»`;
    const range = document.createRange();
    range.selectNodeContents(node);
    const place = body.contains(element) ? body.getBoundingClientRect() : whole;
    for (const box of range.getClientRects()) {
      // of a line the letters: a first line of a closer picture stands above its place, beside the corners
      const top = box.top + (box.height - Number.parseFloat(style.fontSize)) / 2;
      const letters = { left: box.left, right: box.right, top, bottom: top + Number.parseFloat(style.fontSize) };
      const room = body.classList.contains('is-dense') && place !== whole ? { ...whole, bottom: place.bottom } : place;
      if (outside(letters, room)) found.push(`outside: ${named}`);
      lines.push({ ...letters, named, block: blockOf(element) });
    }
    if (Number.parseFloat(style.fontSize) < smallest - 0.1) found.push(`small: ${named} ${style.fontSize}`);
    if (contrastOf(element) < contrast) found.push(`faint: ${named} ${contrastOf(element).toFixed(1)}`);
    for (const word of element.closest('code') ? [] : node.textContent.matchAll(/[^\s-]+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) {
        found.push(`broken: «${word[0]}»`);
      }
    }
  }
  lines.forEach((one, place) => {
    for (const other of lines.slice(place + 1)) {
      const apart =
        one.block === other.block ||
        one.right <= other.left + 1 ||
        other.right <= one.left + 1 ||
        one.bottom <= other.top + 1 ||
        other.bottom <= one.top + 1;
      if (!apart) found.push(`on each other: ${one.named} ${other.named}`);
    }
  });
  for (const one of [document.documentElement, document.body, ...document.querySelectorAll('main, main *')]) {
    if (!isShown(one) || one.closest('svg *')) continue;
    const style = getComputedStyle(one);
    const isBox = !style.display.startsWith('inline') || style.display === 'inline-block';
    if (isBox && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) {
      const cuts = style.overflowX !== 'visible' || style.textOverflow !== 'clip' || one === body;
      if (cuts) found.push(`cut: ${one.tagName} ${one.className}`);
    }
    if (one.matches('img, svg') && outside(one.getBoundingClientRect(), whole)) found.push(`outside: ${one.tagName}`);
    if (one.matches('.screen-code :is(img, svg)') && Math.abs(one.clientWidth - one.clientHeight) > 1)
      found.push('squeezed: code');
    if (one.matches('img') && one.naturalWidth === 0) found.push('empty: picture');
  }
  const foot = root.querySelector('.screen-foot');
  if (foot && outside(foot.getBoundingClientRect(), whole)) found.push('outside: foot');
  return [...new Set(found)];
};
