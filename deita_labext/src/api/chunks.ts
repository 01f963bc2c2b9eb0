/** A proxy on the way may hold back a request until it is whole: then this much is safe. */
const UNCHECKED = 64 * 1024 * 1024;
const LEAST = 256 * 1024;
const MOST = 8 * 1024 * 1024;
/** How long a chunk should take: a broken one is sent again as a whole. */
const QUICK_MS = 500;
const SLOW_MS = 2000;

/**
 * In which pieces a file is sent, and the checksum of each. The server keeps a piece that has one
 * when all of it has come and is right, so they are small first, and larger where the way is quick.
 */
export class Chunks {
  constructor(
    private readonly _file: Blob,
    private readonly _now: () => number = Date.now
  ) {}

  /** The bytes of the next piece. */
  get size(): number {
    return this._size;
  }

  /** The `Upload-Checksum` of the piece at an offset, which is sent now; null for none. */
  async begin(offset: number): Promise<string | null> {
    this._begun = this._now();
    if (!this._checked) {
      return null;
    }
    const bytes = await this._file.slice(offset, offset + this._size).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return `sha256 ${btoa(String.fromCharCode(...digest))}`;
  }

  /** The piece has come: the bytes of the next one. */
  end(): number {
    const took = this._now() - this._begun;
    if (this._checked && took < QUICK_MS) {
      this._size = Math.min(MOST, this._size * 2);
    } else if (this._checked && took > SLOW_MS) {
      this._size = Math.max(LEAST, this._size / 2);
    }
    return this._size;
  }

  /** Browsers compute checksums on pages that came by HTTPS or from this machine alone. */
  private readonly _checked = (crypto as Partial<Crypto>).subtle !== undefined;
  private _size = this._checked ? LEAST : UNCHECKED;
  private _begun = 0;
}
