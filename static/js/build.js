/**
 * Makes the pages that are one file: static/built/NAME.html from static/js and static/css, by esbuild.
 *
 * A developer runs it (`./majma build`); what it makes is committed, and a test makes it again and compares. The same
 * sources give the same bytes: no times, no paths, no source maps, and a bundler of one pinned version.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const STATIC = join(dirname(fileURLToPath(import.meta.url)), '..');
const TARGET = ['es2022', 'chrome105', 'firefox115', 'safari16.4'];

/**
 * @typedef {object} Page
 * @property {string} name of the file that is made
 * @property {string} template HTML with the places STYLE, SCRIPT, SCRIPT_HASH and STYLE_HASH in double braces
 * @property {string} script the module that the page begins with
 * @property {string | null} worker the module that workers begin with: the page finds it as a text, WORKER_SOURCE
 * @property {string[]} styles
 */

/** @type {Page[]} */
const PAGES = [
  {
    name: 'check.html',
    template: 'js/verify/page/check.html',
    script: 'js/verify/page/main.js',
    worker: 'js/verify/worker.js',
    styles: ['css/tokens.css', 'css/check.css'],
  },
];

/**
 * One script of a module and all that it imports.
 *
 * @param {string} entry
 * @param {Record<string, string>} define
 */
async function bundle(entry, define = {}) {
  const made = await build({
    entryPoints: [join(STATIC, entry)],
    absWorkingDir: STATIC,
    bundle: true,
    write: false,
    format: 'iife',
    target: TARGET,
    charset: 'ascii',
    minify: true,
    legalComments: 'inline',
    define,
  });
  return made.outputFiles[0].text.trim();
}

/** @param {string} text */
const hashOf = (text) => createHash('sha256').update(text).digest('base64');

/** @param {string[]} names */
async function sheet(names) {
  const texts = await Promise.all(names.map((name) => readFile(join(STATIC, name), 'utf8')));
  return texts
    .map((text) =>
      text
        .replace(/\/\*[^]*?\*\//g, '')
        .replace(/\n\s*/g, '\n')
        .trim(),
    )
    .join('\n');
}

/** @param {Page} page */
async function make({ template, script, worker, styles }) {
  const define = worker ? { WORKER_SOURCE: JSON.stringify(await bundle(worker)) } : {};
  const code = (await bundle(script, define)).replace(/<(?=\/script|!--)/gi, '\\x3c');
  const style = await sheet(styles);
  const parts = { SCRIPT: code, STYLE: style, SCRIPT_HASH: hashOf(code), STYLE_HASH: hashOf(style) };
  const text = await readFile(join(STATIC, template), 'utf8');
  return text.replace(/\{\{ ([A-Z_]+) \}\}/g, (_, name) => parts[/** @type {keyof typeof parts} */ (name)]);
}

const target = process.argv[2] ?? join(STATIC, 'built');
const hashes = process.argv[2] ?? join(STATIC, '..', 'docs');
await mkdir(target, { recursive: true });
for (const page of PAGES) {
  const text = await make(page);
  await writeFile(join(target, page.name), text);
  const hash = createHash('sha256').update(text).digest('hex');
  await writeFile(join(hashes, page.name.replace(/\.html$/, '.sha256')), `${hash}  ${page.name}\n`);
}
