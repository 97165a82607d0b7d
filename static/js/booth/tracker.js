// A tracker on the screen, in groups of four.

export function showTracker(place, tracker) {
  place.replaceChildren(...tracker.match(/.{1,4}/g).map((characters) => {
    const span = document.createElement('span');
    span.textContent = characters;
    return span;
  }));
}
