// The search of the list: the cards are folded by the server, what is typed by the same rule.

import { folder } from '../page/fold.js';
import { afterPaint } from '../page/after-paint.js';
import { whenWordsChange, write } from '../page/words.js';

const form = document.getElementById('choose-form');
const field = document.getElementById('candidate-filter');
const found = document.getElementById('candidates-found');
const cards = [...form.querySelectorAll('li[data-search]')];
const fold = folder(JSON.parse(form.dataset.letters));

/** Listen once; `narrowed` is called when other cards are shown than before. */
export function listenSearch(narrowed) {
  const again = () => {
    narrow();
    narrowed();
  };
  field?.addEventListener('input', afterPaint(again));
  field?.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  whenWordsChange(again);
}

/** Show every card again. */
export function endSearch() {
  if (!field) return;
  field.value = '';
  narrow();
}

function narrow() {
  if (!field) return;
  const wanted = fold(field.value);
  let shown = 0;
  for (const card of cards) {
    card.hidden = !card.dataset.search.includes(wanted);
    if (!card.hidden) shown += 1;
  }
  write(found, wanted ? (shown ? 'found' : 'found-none') : '', { count: shown, total: cards.length });
}
