// A QR code as SVG, made in this browser: what it says goes nowhere.

import { encodeQR } from '../../vendor/qr-0.7.0/index.js';

const SVG = 'http://www.w3.org/2000/svg';
const QUIET = 4;

/** @returns {SVGElement} of the text; `label` says to a screen reader what it is */
export function drawQr(text, label) {
  const rows = encodeQR(text, 'raw', { ecc: text.length > 300 ? 'low' : 'medium', border: QUIET });
  const size = rows.length;
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({
    viewBox: `0 0 ${size} ${size}`,
    role: 'img',
    'aria-label': label,
    'shape-rendering': 'crispEdges',
    class: 'qr',
  }))
    svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''));
  svg.append(path);
  return svg;
}
