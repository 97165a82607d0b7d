/* What is left of a presentation, in words and signs. */

const SIGNS = { fa: 'fa-IR', ar: 'ar-IQ' };

/** 4:05 in the digits of the page; what is beyond the time has a plus. */
export function minutesAndSeconds(left, language) {
  const write = (value, digits) =>
    new Intl.NumberFormat(SIGNS[language] ?? 'en', { minimumIntegerDigits: digits, useGrouping: false }).format(value);
  const whole = Math.abs(left);
  return `${left < 0 ? '+' : ''}${write(Math.floor(whole / 60), 1)}:${write(whole % 60, 2)}`;
}

/** Whether it is time to warn, and whether the time is over. */
export function wordsOf(left, warning) {
  return { warning: left > 0 && left <= warning, over: left <= 0 };
}
