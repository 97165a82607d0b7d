/**
 * Makes what the browser gets: static/built/assets (one script and one style sheet for a page, with the fonts, under
 * names that carry a hash of their bytes, each compressed beside it), static/built/manifest.json (which name is which
 * file, and its SHA-256), the page that is one file, static/built/check.html, and static/built/bundles.txt: the SHA-256 of
 * every file of the pages that a vote or its check rests on, as the board's signed entries name them. By esbuild.
 *
 * Last of all the program writes the hashes of a trustee's page in each language (docs/trustee.sha256), which it renders.
 *
 * A developer runs it (`./majma build`); what it makes is committed, and a test makes it again and compares. The same
 * sources give the same bytes: no times, no paths, no source maps, and a bundler of one pinned version. To compress takes
 * most of the time: a compressed form that is there already and unpacks to the same bytes is taken, but with `--anew`.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

import { STATIC, script, sheet, text } from './build/bundle.js';

const { lists, scripts, sheets, pictures, bundles } = JSON.parse(
  await readFile(join(STATIC, 'js', 'build', 'pages.json'), 'utf8'),
);
const CHECK = {
  template: 'js/verify/page/check.html',
  script: 'js/verify/page/main.js',
  worker: 'js/verify/worker.js',
  sheets: ['tokens', 'check'],
};

const BUILT = join(STATIC, 'built');

const sha256 = (/** @type {string | Uint8Array} */ data) => createHash('sha256').update(data);

/** The modules or sheets that a list names; `@name` stands for one of `lists`. @param {string[]} names */
const named = (names) => names.flatMap((one) => lists[one] ?? [one]);

/** Every file of the pages: its name in templates, its name in the folder, its bytes. */
async function assets() {
  /** @type {{name: string, file: string, data: Uint8Array}[]} */
  const made = [];
  for (const [name, one] of Object.entries(scripts)) {
    made.push(...outcome(await script(name, { ...one, modules: named(one.modules) })));
  }
  for (const [name, one] of Object.entries(sheets)) made.push(...outcome(await sheet(name, named(one))));
  for (const name of pictures) {
    const data = await readFile(join(STATIC, 'img', name));
    made.push({ name, file: name.replace('.', `-${sha256(data).digest('hex').slice(0, 8)}.`), data });
  }
  return made;
}

/** @param {import('esbuild').OutputFile[]} files */
function outcome(files) {
  return files.map(({ path, contents }) => ({
    name: basename(path).replace(/-[A-Z0-9]{8}(?=\.)/, ''),
    file: basename(path),
    data: contents,
  }));
}

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
/** How the compressed forms of a file are made and read. */
const PACKED = {
  br: {
    pack: (/** @type {Uint8Array} */ data) => brotliCompressSync(data, BROTLI),
    unpack: brotliDecompressSync,
  },
  gz: {
    pack: (/** @type {Uint8Array} */ data) => gzipSync(data, { level: constants.Z_BEST_COMPRESSION }),
    unpack: gunzipSync,
  },
};

/** A file and, where it grows smaller, its two compressed forms. @param {string} file @param {Uint8Array} data */
async function forms(file, data) {
  const found = [{ file, data }];
  if (!/\.(js|css|svg|wasm)$/.test(file)) return found;
  for (const [end, { pack, unpack }] of Object.entries(PACKED)) {
    const there = anew ? null : await readFile(join(BUILT, 'assets', `${file}.${end}`)).catch(() => null);
    found.push({ file: `${file}.${end}`, data: there && holds(there, data, unpack) ? there : pack(data) });
  }
  return found;
}

/** Whether a compressed form is that of these bytes. @param {Buffer} form @param {Uint8Array} data @param {(form: Buffer) => Buffer} unpack */
function holds(form, data, unpack) {
  try {
    return unpack(form).equals(data);
  } catch {
    return false;
  }
}

/**
 * The list of SPEC 13: a line for each file of each bundle, in every form in which it is sent.
 *
 * @param {Record<string, string[]>} bundles names of files by bundle; the fonts of a sheet and what a script reads with come with it
 * @param {Map<string, Uint8Array>} served by path
 * @param {Record<string, {file: string}>} manifest
 */
function listOf(bundles, served, manifest) {
  return Object.entries(bundles).flatMap(([bundle, names]) => {
    const own = names.map((name) => manifest[name]?.file ?? name);
    const text = own.map((file) => Buffer.from(served.get(file) ?? '').toString()).join('');
    const beside = Object.values(manifest).flatMap(({ file }) =>
      /\.(woff2|wasm)$/.test(file) && text.includes(file) ? [file] : [],
    );
    return [...served]
      .filter(([file]) => [...own, ...beside].includes(file.replace(/\.(br|gz)$/, '')))
      .map(([file, data]) => [
        bundle,
        `${file.endsWith('.html') ? '/' : '/static/'}${file}`,
        sha256(data).digest('hex'),
      ])
      .sort(([, one], [, other]) => (one < other ? -1 : 1))
      .map(([, path, hash]) => `${hash}  ${bundle}${path}\n`);
  });
}

/** The sheets of the one page, as they are but for comments and indents: its policy names the hash of these bytes. */
async function plainSheet() {
  const texts = await Promise.all(CHECK.sheets.map((name) => readFile(join(STATIC, 'css', `${name}.css`), 'utf8')));
  return texts
    .map((one) =>
      one
        .replace(/\/\*[^]*?\*\//g, '')
        .replace(/\n\s*/g, '\n')
        .trim(),
    )
    .join('\n');
}

async function checkPage() {
  const define = { WORKER_SOURCE: JSON.stringify(await text(CHECK.worker)) };
  const code = (await text(CHECK.script, define)).replace(/<(?=\/script|!--)/gi, '\\x3c');
  const style = await plainSheet();
  const hashOf = (/** @type {string} */ one) => sha256(one).digest('base64');
  const parts = { SCRIPT: code, STYLE: style, SCRIPT_HASH: hashOf(code), STYLE_HASH: hashOf(style) };
  const page = await readFile(join(STATIC, CHECK.template), 'utf8');
  return page.replace(/\{\{ ([A-Z_]+) \}\}/g, (_, name) => parts[/** @type {keyof typeof parts} */ (name)]);
}

const anew = process.argv.includes('--anew');
const folder = process.argv.slice(2).find((one) => one !== '--anew');
const target = folder ?? BUILT;
const hashes = folder ?? join(STATIC, '..', 'docs');
/** @type {Record<string, {file: string, sha256: string}>} */
const manifest = {};
/** @type {Map<string, Uint8Array>} */
const served = new Map();
for (const { name, file, data } of await assets()) {
  manifest[name] = { file, sha256: sha256(data).digest('hex') };
  for (const one of await forms(file, data)) served.set(one.file, one.data);
}
await rm(join(target, 'assets'), { recursive: true, force: true });
await mkdir(join(target, 'assets'), { recursive: true });
for (const [file, data] of served) await writeFile(join(target, 'assets', file), data);
const sorted = Object.fromEntries(Object.entries(manifest).sort(([one], [other]) => (one < other ? -1 : 1)));
await writeFile(join(target, 'manifest.json'), `${JSON.stringify(sorted, null, 1)}\n`);
const page = await checkPage();
await writeFile(join(target, 'check.html'), page);
await writeFile(join(hashes, 'check.sha256'), `${sha256(page).digest('hex')}  check.html\n`);
served.set('check.html', Buffer.from(page));
const list = listOf(bundles, served, manifest).join('');
await writeFile(join(target, 'bundles.txt'), list);
await writeFile(join(hashes, 'bundles.sha256'), list);
if (!folder) {
  const root = join(STATIC, '..');
  const made = spawnSync(join(root, '.venv', 'bin', 'python'), ['-m', 'tests.vectors.trustee_pages'], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = made.status ?? 1;
}
