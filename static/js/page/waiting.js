/* What waits for this officer's confirmation, at the head of every page of the office: asked for again every few
   seconds, so that it appears without a click. A page that is hidden asks nothing, and asks at once when it is shown. */

const SECONDS = 5;

async function refresh(element) {
  if (document.hidden) return;
  const answer = await fetch(element.dataset.waiting, { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (page.body.textContent.trim() !== element.textContent.trim()) {
    element.replaceChildren(...page.body.childNodes);
  }
}

for (const element of document.querySelectorAll('[data-waiting]')) {
  const again = () => refresh(element).catch(() => {});
  setInterval(again, SECONDS * 1000);
  document.addEventListener('visibilitychange', again);
}
