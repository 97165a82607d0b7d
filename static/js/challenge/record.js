// Whether a ballot was cast: looked for in the record of the election, a file (SPEC, "Board and archive", "The record").

import { hashBase64 } from '../protocol/hash.js';

const BLOCK = 512;
const ZIP = 0x04034b50;
const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;
const latin = new TextDecoder('latin1');

/**
 * Look through an archive or a record file, entry by entry, each compared with the digest that names it.
 * @param {Blob} file
 * @returns {Promise<boolean>} whether it holds the ballot; throws Error 'record-format', 'record-foreign'
 */
export async function holds(file, fingerprint, tracker) {
  const archive = await archiveIn(file);
  const seen = { election: false, ballot: false };
  let at = 0;
  while (at < archive.size) {
    const header = new Uint8Array(await archive.slice(at, at + BLOCK).arrayBuffer());
    const { name, size } = readHeader(header);
    const content = new Uint8Array(await archive.slice(at + BLOCK, at + BLOCK + size).arrayBuffer());
    if (content.length !== size || (at === 0) !== (name === 'BELENIOS')) throw new Error('record-format');
    if (at > 0) look(name, content, fingerprint, tracker, seen);
    at += BLOCK + BLOCK * Math.ceil(size / BLOCK);
  }
  if (at === 0 || at !== archive.size) throw new Error('record-format');
  if (!seen.election) throw new Error('record-foreign');
  return seen.ballot;
}

function look(name, content, fingerprint, tracker, seen) {
  const [, digest, kind] = NAME.exec(name) ?? [];
  const hash = hashBase64(content);
  if (!digest || inBase64(digest) !== hash) throw new Error('record-format');
  if (kind === 'data' && hash === fingerprint) seen.election = true;
  if (kind === 'data' && hash === tracker) seen.ballot = true;
}

function readHeader(header) {
  const text = latin.decode(header);
  const size = /^[0-7]{11}\0$/.test(text.slice(124, 136)) ? Number.parseInt(text.slice(124, 135), 8) : -1;
  if (header.length !== BLOCK || size < 0) throw new Error('record-format');
  return { name: text.slice(0, 100).replace(/\0+$/, ''), size };
}

/** The part of a record file that is the archive; a file that is no ZIP is one itself. */
async function archiveIn(file) {
  let at = 0;
  while (at + 30 <= file.size) {
    const head = new DataView(await file.slice(at, at + 30).arrayBuffer());
    if (head.getUint32(0, true) !== ZIP) break;
    const [size, named, extra] = [head.getUint32(18, true), head.getUint16(26, true), head.getUint16(28, true)];
    const name = latin.decode(await file.slice(at + 30, at + 30 + named).arrayBuffer());
    const from = at + 30 + named + extra;
    if (name === 'election.bel') return file.slice(from, from + size);
    at = from + size;
  }
  if (at > 0) throw new Error('record-format');
  return file;
}

function inBase64(hex) {
  const bytes = hex.match(/../g).map((byte) => Number.parseInt(byte, 16));
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}
