/* Forms with data-passkey are answered by the device's passkey (WebAuthn): data-challenge gives the options, the answer goes
   into the form, the form is sent as any other. Where the browser or the address knows no passkeys they stay hidden.
   The bytes are translated by hand: the browsers' own parseCreationOptionsFromJSON and toJSON came with Chrome 129, Firefox
   119 and Safari 18.4, later than those that the pages are for, and a library would be more than the twelve lines here. */

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

const toText = (bytes) =>
  btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

class Refusal extends Error {}

const described = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function optionsFor(form) {
  const headers = { Accept: 'application/json' };
  const response = await fetch(form.dataset.challenge, { method: 'POST', body: new FormData(form), headers });
  const said = await response.json();
  if (!response.ok) throw new Refusal(said.message);
  return { ...said, challenge: toBytes(said.challenge) };
}

async function created(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    },
  });
  return answer(made, { attestationObject: toText(made.response.attestationObject) });
}

async function got(options) {
  const found = await navigator.credentials.get({
    publicKey: { ...options, allowCredentials: described(options.allowCredentials) },
  });
  const { authenticatorData, signature, userHandle } = found.response;
  return answer(found, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  };
}

function wordsFor(form, error) {
  if (error instanceof Refusal) return error.message;
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return form.dataset.cancelled;
  return error.name === 'InvalidStateError' ? form.dataset.known : form.dataset.failed;
}

async function send(form) {
  const problem = form.querySelector('[data-problem]');
  problem.textContent = '';
  if (form.dataset.username) form.elements.username.value = document.getElementById(form.dataset.username).value;
  try {
    const options = await optionsFor(form);
    form.elements.answer.value = JSON.stringify(
      await (form.dataset.passkey === 'create' ? created(options) : got(options)),
    );
    form.submit();
  } catch (error) {
    problem.textContent = wordsFor(form, error);
    form.removeAttribute('aria-busy');
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential || location.hostname !== form.dataset.party) {
    document.querySelector('[data-passkey-none]')?.removeAttribute('hidden');
    continue;
  }
  form.closest('[data-passkey-way]').hidden = false;
  let busy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await send(form);
    busy = false;
  });
}
