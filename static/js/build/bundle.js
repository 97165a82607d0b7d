/** One script or one style sheet of a page, made by esbuild: the same sources give the same bytes. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';

import { build } from 'esbuild';

export const STATIC = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const TARGET = ['es2022', 'chrome103', 'firefox100', 'safari16'];
const OLD = ['es2017'];
const SAME = { absWorkingDir: STATIC, bundle: true, write: false, target: TARGET, charset: 'ascii', minify: true };
const WORKER = /new URL\('[^']+\/worker\.js', import\.meta\.url\)/g;
const WASM = /new URL\('([^']+\.wasm)', import\.meta\.url\)/g;
/** Where a vendored work would look by itself for its other half: nowhere, as no page may ask elsewhere. */
const ABROAD = /`https:\/\/[^`]*`/g;

/**
 * @typedef {object} Script
 * @property {string[]} modules that run, in this order, when the page is read
 * @property {boolean} [early] they run at once, before the page is read to its end, also in an old browser
 * @property {string} [worker] what runs where the script is a worker's: page and worker are one file, fetched once, or one
 *   text where the script stands within a page that is kept as one file
 * @property {Record<string, string>} [workers] further ones, by the name that the page gives to a worker
 */

const ADDRESS = `const SCRIPT_ADDRESS = typeof document === 'undefined' ? '' : document.currentScript.src ||
  URL.createObjectURL(new Blob([document.currentScript.text], { type: 'text/javascript' }));`;

/** The script of that name, whose file carries the hash of its bytes. @param {string} name @param {Script} script */
export async function script(name, script) {
  const made = await build({
    ...SAME,
    stdin: { contents: entry(script), resolveDir: STATIC },
    outdir: STATIC,
    entryNames: `${name}-[hash]`,
    target: script.early ? OLD : TARGET,
    format: 'iife',
    legalComments: 'inline',
    assetNames: '[name]-[hash]',
    loader: { '.wasm': 'file' },
    banner: script.worker ? { js: ADDRESS } : {},
    plugins: [within, ...(script.worker ? [workerAt('SCRIPT_ADDRESS')] : [])],
  });
  return made.outputFiles;
}

/** The text of one script of a module and all that it imports. @param {string} module @param {Record<string, string>} define */
export async function text(module, define = {}) {
  const made = await build({
    ...SAME,
    entryPoints: [join(STATIC, module)],
    format: 'iife',
    legalComments: 'inline',
    define,
  });
  return made.outputFiles[0].text.trim();
}

/** One style sheet of several, and the fonts that it names. @param {string} name @param {string[]} sheets */
export async function sheet(name, sheets) {
  const made = await build({
    ...SAME,
    stdin: {
      contents: sheets.map((one) => `@import "./css/${one}.css";`).join('\n'),
      resolveDir: STATIC,
      loader: 'css',
    },
    outdir: STATIC,
    entryNames: `${name}-[hash]`,
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
  });
  return made.outputFiles;
}

/** @param {Script} script */
function entry({ modules, early, worker, workers = {} }) {
  if (early) return modules.map((one) => `import ${JSON.stringify(`./js/${one}.js`)};`).join('\n');
  const load = (/** @type {string} */ module) => `import(${JSON.stringify(`./js/${module}.js`)});`;
  return `
    const start = () => { ${modules.map(load).join(' ')} };
    if (typeof document === 'undefined') { ${worker ? byName(worker, workers, load) : ''} }
    else {
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true });
      else start();
    }`;
}

/** @param {string} worker @param {Record<string, string>} workers @param {(module: string) => string} load */
function byName(worker, workers, load) {
  const named = Object.entries(workers).map(
    ([name, one]) => `if (self.name === ${JSON.stringify(name)}) ${load(one)} else `,
  );
  return `${named.join('')}${load(worker)}`;
}

/** A vendored work names nothing outside; the address of its other half is found beside the script. */
const within = {
  name: 'within',
  setup(/** @type {import('esbuild').PluginBuild} */ build) {
    build.onLoad({ filter: /vendor.zxing-wasm-[^/]*.es.share\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(ABROAD, "''"),
      loader: 'js',
    }));
  },
};

/** Sources name a worker's module; in a bundle it is found at another address. @param {string} address */
function workerAt(address) {
  return {
    name: 'worker',
    setup(/** @type {import('esbuild').PluginBuild} */ build) {
      build.onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const source = (await readFile(path, 'utf8')).replace(WORKER, address);
        return { contents: source.replace(WASM, besideScript), loader: 'js' };
      });
    },
  };
}

/** A worker's address is that of the script; esbuild gives the file's name beside it. @param {string} _ @param {string} place */
function besideScript(_, place) {
  return `new URL(require(${JSON.stringify(place)}), self.location.href)`;
}
