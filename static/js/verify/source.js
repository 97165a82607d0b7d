/** Bytes that are read piece by piece: a file of a gigabyte is never in memory as a whole. */

const PIECE = 4 * 1024 * 1024;

/**
 * @typedef {object} Source
 * @property {number} size
 * @property {(from: number, to: number) => Promise<Uint8Array>} read the bytes in [from, to), which are there
 */

/**
 * @param {Uint8Array | Blob | Source} data
 * @returns {Source}
 */
export function sourceOf(data) {
  if (data instanceof Uint8Array) {
    return { size: data.length, read: async (from, to) => data.subarray(from, to) };
  }
  if (typeof Blob !== 'undefined' && data instanceof Blob) {
    const read = async (/** @type {number} */ from, /** @type {number} */ to) =>
      new Uint8Array(await data.slice(from, to).arrayBuffer());
    return { size: data.size, read };
  }
  return /** @type {Source} */ (data);
}

/**
 * A part of a source, which is a source itself.
 *
 * @param {Source} source
 * @param {number} start
 * @param {number} size
 * @returns {Source}
 */
export const partOf = (source, start, size) => ({
  size,
  read: (from, to) => source.read(start + from, start + to),
});

/** @param {Source} source */
export const readAll = (source) => source.read(0, source.size);

/** Reads a source from its beginning to its end. */
export class Reader {
  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    this.place = 0;
    this.from = 0;
    this.piece = new Uint8Array(0);
  }

  get left() {
    return this.source.size - this.place;
  }

  /**
   * The next bytes; fewer where the source ends.
   *
   * @param {number} count
   * @returns {Promise<Uint8Array>}
   */
  async take(count) {
    const end = Math.min(this.place + count, this.source.size);
    if (end > this.from + this.piece.length) {
      const to = Math.min(this.source.size, Math.max(end, this.place + PIECE));
      this.piece = await this.source.read(this.place, to);
      this.from = this.place;
    }
    const taken = this.piece.subarray(this.place - this.from, end - this.from);
    this.place = end;
    return taken;
  }
}
