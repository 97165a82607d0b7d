// What cannot be undone does not stand where somebody just pressed: a question looks for another place on the screen.

/** In the middle, else at the top or at the foot; then with its buttons the other way round. */
const WAYS = [false, true].flatMap((turned) => ['', 'top', 'bottom'].map((stands) => [stands, turned]));

let pressed = { left: 0, top: 0, right: 0, bottom: 0 };

window.addEventListener('pointerdown', note, { capture: true });

function note({ target, clientX, clientY }) {
  const pressable = target.closest?.('button, a, summary, label');
  pressed = pressable?.getBoundingClientRect() ?? {
    left: clientX,
    top: clientY,
    right: clientX + 1,
    bottom: clientY + 1,
  };
}

/** Let an open question stand so that none of these buttons of it lies under the last press, where the screen has room. */
export function standAside(dialog, buttons) {
  for (const [stands, turned] of WAYS) {
    stand(dialog, stands, turned);
    if (!buttons.some((one) => meets(one.getBoundingClientRect()))) return;
  }
}

/** As it was before it was asked. */
export function stand(dialog, stands = '', turned = false) {
  dialog.toggleAttribute('data-turned', turned);
  if (stands) dialog.dataset.stands = stands;
  else delete dialog.dataset.stands;
}

function meets({ left, top, right, bottom }) {
  return left < pressed.right && pressed.left < right && top < pressed.bottom && pressed.top < bottom;
}
