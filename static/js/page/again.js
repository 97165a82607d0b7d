/* A form with data-again answers with a file, so its page stays where it is. The answer leaves the number of the printing
   in a cookie; when that is past data-made, the page at the address in data-again is shown, which knows what was made.
   A second press before that does nothing. */

const LOOK_EVERY_MS = 400;

function printing() {
  const found = document.cookie.match(/(?:^|; )printing=([0-9]+)/);
  return found ? Number(found[1]) : 0;
}

for (const form of document.querySelectorAll('form[data-again]')) {
  let waiting = false;
  form.addEventListener('submit', (event) => {
    if (waiting) {
      event.preventDefault();
      return;
    }
    waiting = true;
    form.setAttribute('aria-busy', 'true');
    setInterval(() => {
      if (printing() > Number(form.dataset.made)) location.assign(form.dataset.again);
    }, LOOK_EVERY_MS);
  });
}
