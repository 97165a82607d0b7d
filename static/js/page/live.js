/* Elements with data-live="seconds" and an id take their newest content from the same address.
   A field in use is never touched: such elements hold figures only. When the element is gone, the page
   has moved on and is loaded anew. With data-stream="address" they also do so whenever that stream says something; the
   interval stays, for networks that let no stream through. */

import { follow } from './stream.js';
import { within } from './within.js';

async function refresh(element) {
  if (document.hidden) {
    return;
  }
  const text = await within(async (signal) => {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, signal });
    return answer.ok && !answer.redirected ? answer.text() : null;
  });
  if (text === null) {
    return;
  }
  const page = new DOMParser().parseFromString(text, 'text/html');
  const newest = page.getElementById(element.id);
  if (!newest) {
    location.reload();
  } else if (newest.innerHTML !== element.innerHTML) {
    element.replaceChildren(...newest.childNodes);
  }
}

for (const element of document.querySelectorAll('[data-live]')) {
  let asking = false; // a busy server is asked once at a time
  const again = async () => {
    if (asking) return;
    asking = true;
    await refresh(element).catch(() => {});
    asking = false;
  };
  setInterval(again, Number(element.dataset.live) * 1000);
  if (element.dataset.stream) follow(element.dataset.stream, again);
}
