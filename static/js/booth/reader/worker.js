// Reads QR codes off pictures, beside the page: zxing where WebAssembly runs, and until it has come, and else, `qr`.
// Each message {id, picture} is answered by {id, texts}. Nothing is kept, nothing is sent.

import { decodeQR } from '../../../vendor/qr-0.7.0/decode.js';
import {
  ZXING_WASM_SHA256,
  prepareZXingModule,
  readBarcodes,
} from '../../../vendor/zxing-wasm-3.1.6/es/reader/index.js';

const OPTIONS = { formats: ['QRCode'], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 4 };
let hasZxing = false;

/** Its bytes are bound to the hash that came with its script. */
async function load() {
  const address = new URL('../../../vendor/zxing-wasm-3.1.6/reader/zxing_reader.wasm', import.meta.url);
  const answer = await fetch(address, { integrity: `sha256-${base64(ZXING_WASM_SHA256)}`, credentials: 'same-origin' });
  if (!answer.ok) return;
  const wasmBinary = await answer.arrayBuffer();
  await prepareZXingModule({ overrides: { wasmBinary, printErr: () => {} }, fireImmediately: true });
  hasZxing = true;
}

async function read(picture) {
  if (hasZxing) return (await readBarcodes(picture, OPTIONS)).filter(({ isValid }) => isValid).map(({ text }) => text);
  try {
    return [decodeQR(picture)];
  } catch {
    return []; // no code in sight, or not yet sharp
  }
}

function base64(hex) {
  return btoa(String.fromCharCode(...hex.match(/../g).map((byte) => Number.parseInt(byte, 16))));
}

self.addEventListener('message', async ({ data: { id, picture } }) => {
  const texts = await read(picture).catch(() => []);
  self.postMessage({ id, texts, by: hasZxing ? 'zxing' : 'qr' });
});
load().catch(() => {}); // no WebAssembly here, or no network: `qr` goes on
