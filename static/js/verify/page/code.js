/** QR codes, drawn as SVG. */

import encodeQR from '../../../vendor/qr-0.7.0/index.js';
import { make, save } from './element.js';

const QUIET = 4; // modules of white around a code

/**
 * @param {string} text
 * @returns {string} an SVG document
 */
export function codeSvg(text) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const size = rows.length;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="480" height="480" ` +
    `shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h${size}v${size}H0z"/>` +
    `<path fill="#000000" d="${path}"/></svg>`
  );
}

/**
 * @param {string} text
 * @param {string} label
 */
export function codeImage(text, label) {
  const source = `data:image/svg+xml,${encodeURIComponent(codeSvg(text))}`;
  return make('img.square-code', { src: source, alt: label, width: '240', height: '240' });
}

/**
 * @param {string} name
 * @param {string} text
 */
export const saveCode = (name, text) => save(name, 'image/svg+xml', codeSvg(text));
