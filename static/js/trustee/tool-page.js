// The trustee's page as it is kept: one file that asks no server. Records and tests are chosen, what was made is saved.

import { filesDesk } from './files-desk.js';
import { begin } from './visit.js';

const root = document.getElementById('trustee');
const name = document.getElementById('own-name');

begin({
  desk: filesDesk(),
  name: () => name.value.trim(),
  mark: 'own',
  listed: '',
  most: Number(root.dataset.reserves),
  mayBackup: true,
  address: '',
});
root.hidden = false;
