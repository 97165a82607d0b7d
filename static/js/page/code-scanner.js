// The hand scanner beside a field for codes: what it reads comes in whole, whatever has the focus and whatever the layout of
// the keyboard, and not one of its keys reaches a field, a button or the server.

import { CODE_LENGTH } from '../protocol/slip-code.js';
import { listen } from './hand-scanner.js';
import { ofKeys } from './scanned-keys.js';

/** `find(text)` gets each code that is read; `tell(name)` says that the scanner is set to another keyboard. */
export function listenToScanner(find, tell) {
  listen(CODE_LENGTH, (keys) => {
    const text = ofKeys(keys);
    if (text === null) tell('scan-layout');
    else find(text);
  });
}
