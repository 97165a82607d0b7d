/* How many characters are left in each text that has a limit. Nothing is cut off. */

export function countRoom(form) {
  const digits = new Intl.NumberFormat(form.lang, { useGrouping: false });
  for (const text of form.querySelectorAll('[data-room]')) {
    const hint = document.getElementById(`${text.id}-hint`);
    const line = document.createElement('span');
    hint.append(' ', line);
    const count = () => {
      const left = Number(text.dataset.room) - Array.from(text.value).length;
      const words = left < 0 ? form.dataset.over : form.dataset.left;
      line.textContent = text.value ? words.replace('{count}', digits.format(Math.abs(left))) : '';
      line.classList.toggle('room-over', left < 0);
    };
    text.addEventListener('input', count);
    count();
  }
}
