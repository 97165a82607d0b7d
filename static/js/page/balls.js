/* A field with data-balls="number" says under it how many digits it holds so far, in Latin, Persian or Arabic signs. */

const DIGIT = /[0-9۰-۹٠-٩]/gu;
const SIGNS = { fa: 'fa-IR', ar: 'ar-IQ' };

for (const field of document.querySelectorAll('[data-balls]')) {
  const told = document.getElementById(`${field.id}-count`);
  const written = new Intl.NumberFormat(SIGNS[document.documentElement.lang] ?? 'en', { useGrouping: false });
  const tell = () => {
    const given = (field.value.match(DIGIT) ?? []).length;
    told.hidden = given === 0;
    told.textContent = told.dataset.said.replace('#', written.format(given));
    told.classList.toggle('balls-complete', given === Number(field.dataset.balls));
  };
  field.addEventListener('input', tell);
  tell();
}
