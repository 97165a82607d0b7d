// The board's signed word that it took this key.

import { saveFile } from './save.js';

/** Offer the receipt beside what is said of the finished act; where none came nothing is offered. */
export function offerReceipt(receipt) {
  const button = document.getElementById('save-receipt');
  button.hidden = !receipt;
  button.onclick = () => saveFile(receipt, 'trustee-key-receipt.txt', 'text/plain');
}
