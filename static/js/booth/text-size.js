// Larger text, for this delegate only: three sizes from 22 to 32 px.

const SIZES = ['normal', 'large', 'largest'];
const button = document.getElementById('text-size');

export function listenTextSize() {
  button.addEventListener('click', () => {
    const next = (SIZES.indexOf(document.documentElement.dataset.textSize ?? 'normal') + 1) % SIZES.length;
    document.documentElement.dataset.textSize = SIZES[next];
  });
}

export function resetTextSize() {
  delete document.documentElement.dataset.textSize;
}
