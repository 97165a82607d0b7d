/* Buttons with data-copy put their text on the clipboard; without a script, or without a clipboard, they stay hidden. */

const SHOW_COPIED_FOR_MS = 2000;

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = before;
  }, SHOW_COPIED_FOR_MS);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
}
