/* A form is sent once: a second press of its button while the answer is on its way does nothing.
   The server has the same rule; this only spares the person a second wait.
   Forms with data-again or data-file answer with a file, so their page stays: see again.js. */

for (const form of document.querySelectorAll('form[method=post]:not([data-again], [data-file])')) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', () => {
    sent = false;
    form.removeAttribute('aria-busy');
  });
}
