/* Buttons with data-print open the browser's print dialogue; without a script they stay hidden. */

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
