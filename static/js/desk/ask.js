// The door's own page, asked for by its script: a form is sent, or the hall is looked at again.

const PATIENCE = 10000;

/** The page that answers a form; it is loaded anew where somebody has to sign in. Rejects where nobody answers. */
export async function post(address, form) {
  return page(await fetch(address, { method: 'POST', body: new URLSearchParams(form), ...common() }));
}

/** The page as it is now, with the line of the delegate `look`; null where nothing was done since `stamp`. */
export async function look(address, asked) {
  const answer = await fetch(`${address}?${new URLSearchParams(asked)}`, common());
  return answer.status === 204 ? null : page(answer);
}

/** The roll, with what is this desk's part. Rejects where nobody answers, or Error 'signed-out'. */
export async function readRoll(address) {
  return definite(await fetch(address, { ...common(), headers: { Accept: 'application/json' } }));
}

/** Send what a desk noted; the answer says up to which number all has arrived. `token` gives the page's mark, which is
    fetched anew where it has become too old. Rejects as `readRoll`. */
export async function noted(address, said, token) {
  const send = (mark) =>
    fetch(address, {
      ...common(),
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': mark },
      body: JSON.stringify(said),
    });
  const first = await send(token());
  if (first.status !== 400) return definite(first);
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href, common())).text(), 'text/html');
  const mark = fresh.querySelector('#door-form [name=csrf_token]')?.value;
  if (!mark) throw new Error('signed-out');
  for (const field of document.querySelectorAll('#door [name=csrf_token]')) field.value = mark;
  return definite(await send(mark));
}

async function definite(answer) {
  const isJson = (answer.headers.get('Content-Type') ?? '').includes('json');
  if (answer.redirected || answer.status === 401 || answer.status === 403) throw new Error('signed-out');
  if (!answer.ok || !isJson) throw new Error('no-answer');
  return answer.json();
}

function common() {
  return { headers: { Accept: 'text/html' }, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) };
}

async function page(answer) {
  if (answer.status >= 500) throw new Error('no-answer');
  const found = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (answer.redirected || !found.getElementById('door')) {
    location.reload(); // signed out meanwhile, or this page has stood open too long
    throw new Error('gone');
  }
  return found;
}
