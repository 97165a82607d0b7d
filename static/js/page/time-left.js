/* What is left of a presentation, in words and signs. */

const ZERO = { fa: 0x6f0, ar: 0x660 };

/** A whole number, or digits, in the digits of the page. */
export function inSigns(value, language) {
  const zero = ZERO[language];
  return String(value).replace(/[0-9]/g, (digit) => (zero ? String.fromCharCode(zero + Number(digit)) : digit));
}

/** 4:05 in the digits of the page; what is beyond the time has a plus. */
export function minutesAndSeconds(left, language) {
  const whole = Math.abs(left);
  const seconds = whole % 60;
  return inSigns(`${left < 0 ? '+' : ''}${Math.floor(whole / 60)}:${seconds < 10 ? '0' : ''}${seconds}`, language);
}

/**
 * Write into a timer what is left at an instant, in milliseconds of the server's clock: with data-ends (such) it runs,
 * with data-left (seconds) it stands. `warn` and `end` are called when that comes while it runs, seen by the seconds
 * that were left `before`, null where nothing was shown. Gives the seconds that are left.
 */
export function showLeft(timer, instant, before, language, { warn, end }) {
  const running = timer.dataset.ends !== undefined;
  const left = running ? Math.ceil((Number(timer.dataset.ends) - instant) / 1000) : Number(timer.dataset.left);
  const warning = Number(timer.dataset.warning);
  timer.textContent = minutesAndSeconds(left, language);
  timer.classList.toggle('timer-warning', left > 0 && left <= warning);
  timer.classList.toggle('timer-over', left <= 0);
  if (running && before !== null && before > warning && left <= warning) warn();
  if (running && before !== null && before > 0 && left <= 0) end();
  return left;
}
