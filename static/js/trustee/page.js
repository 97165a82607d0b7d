// A trustee's key page: the key is made here, kept in a file on this device, tested, and used once for the sums.

import { officeDesk } from './desk.js';
import { fileActs } from './files.js';
import { begin } from './visit.js';
import { listen } from './screen.js';

const settings = document.getElementById('trustee').dataset;
const secret = window.takeFragment();
const desk = officeDesk(settings, secret);

begin({
  desk,
  name: () => settings.name,
  mark: settings.trustee,
  listed: settings.publicKey,
  most: Number(settings.reserves),
  mayBackup: Boolean(settings.mayBackup),
  address: settings.share,
});
const byCommand = fileActs(desk);
listen('hand-key-form', 'submit', byCommand.key);
listen('hand-reserve-form', 'submit', byCommand.reserve);
listen('save-test', 'click', byCommand.test);
listen('hand-answer-form', 'submit', byCommand.answer);
listen('commitments-form', 'submit', byCommand.commitments);
listen('hand-decryption-form', 'submit', byCommand.handIn);

/** The invitation outlives a change of language: a browser keeps the fragment over the redirect back to this page. */
for (const form of document.querySelectorAll('form.language')) {
  form.addEventListener('submit', () => {
    if (secret) form.action = `${form.getAttribute('action')}#${secret}`;
  });
}
if (secret) document.getElementById('trustee').hidden = false;
else document.getElementById('no-invitation').hidden = false;
