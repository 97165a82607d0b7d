// The script of a page of the booth runs: what was said until then goes. One that was given up and comes after all does
// nothing: the one that was asked for in its place is at work.

import './early.js'; // both came before this script, unless the network lost them
import '../page/fragment.js';

/** Whether this script is the page's first; from here on the page speaks for itself. */
export function prepared() {
  if (!window.boothEarly.isFirst()) return false;
  window.boothEarly.start();
  document.getElementById('preparing').hidden = true;
  return true;
}
