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
