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

/** Whether it is time to warn, and whether the time is over. */
export function wordsOf(left, warning) {
  return { warning: left > 0 && left <= warning, over: left <= 0 };
}
