/* A picture of the screen is as large as its place allows, and never cut: sizes hang on --u (css/screen.css), which this
   makes smaller until everything is there; lists stand in as many columns as let their letters be largest. */

const STEPS = 7;
const LEAST = 0.3;
const AMPLE = 0.6;
const WORTH = 1.04; // another column, or less space between, must give so much

/**
 * Lay a picture into its place. `body`: its .screen-body; a list of it says by data-most how many columns it may have.
 * Where letters would be small, things stand closer; what is still too much has smaller letters than the last row
 * reads, and all of them.
 */
export function fit(body) {
  body.classList.remove('is-dense', 'is-crowded');
  const ample = lay(body);
  if (ample >= AMPLE) return;
  body.classList.add('is-dense');
  const dense = lay(body);
  if (dense > ample * WORTH) return;
  if (ample > 0) body.classList.remove('is-dense');
  else body.classList.add('is-crowded');
  lay(body);
}

/** Lay it as large as it goes; the size, 0 where it is too much. */
function lay(body) {
  const list = body.querySelector('[data-most]');
  const most = list ? Number(list.dataset.most) : 1;
  let best = 0;
  let columns = most;
  for (let tried = 1; tried <= most && best < 1; tried += 1) {
    if (list) list.dataset.columns = tried;
    const found = largest(body);
    if (found > best * WORTH) {
      best = found;
      columns = tried;
    }
  }
  if (list) list.dataset.columns = columns;
  set(body, best || LEAST);
  return best;
}

/** The largest size at which all is there, 0 where it is not at the smallest. */
function largest(body) {
  if (fits(body, 1)) return 1;
  if (!fits(body, LEAST)) return 0;
  let fitting = LEAST;
  let large = 1;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (fitting + large) / 2;
    if (fits(body, middle)) fitting = middle;
    else large = middle;
  }
  return fitting;
}

function fits(body, size) {
  set(body, size);
  return body.scrollHeight <= body.clientHeight && body.scrollWidth <= body.clientWidth;
}

function set(body, size) {
  body.style.setProperty('--u', `${size}vmin`);
}
