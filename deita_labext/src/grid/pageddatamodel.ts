/**
 * Rows of any number, of which only the pages around the view are here.
 *
 * What is on the screen is asked for first, and once it is here one page ahead in the
 * direction of travel, and one behind. What is scrolled past is given up. No DOM.
 */
import { ArrowPage } from './arrowpage';
import { type CellText, type Column, FAILED, GridModel, PENDING } from './model';

/** A page as the server sends it: Arrow IPC, and the number of rows in all where known. */
export interface IRawPage {
  data: ArrayBuffer;
  rowCount: number | null;
}

/** Asks for at most `limit` rows from row `offset` on. */
export type FetchPage = (
  offset: number,
  limit: number,
  signal: AbortSignal
) => Promise<IRawPage>;

/** Rows in a page; fewer where rows are wide, so that a page stays a page. */
export function pageSizeFor(columns: number): number {
  return Math.max(50, Math.min(400, Math.floor(80_000 / Math.max(1, columns))));
}

/** `final` is false where the page was cut short by a result still being written. */
interface IHeldPage {
  page: ArrowPage;
  final: boolean;
}

export class PagedDataModel extends GridModel {
  constructor(options: PagedDataModel.IOptions) {
    super(options.columns);
    this._fetch = options.fetch;
    this._total = options.rowCount;
    this._known = options.rowCount ?? 0;
    this._pageSize = options.pageSize ?? pageSizeFor(options.columns.length);
    this._cachedPages = options.cachedPages ?? 24;
  }

  get total(): number | null {
    return this._total;
  }

  get known(): number {
    return this._known;
  }

  get error(): Error | null {
    const [error] = this._failed.values();
    return error ?? null;
  }

  get pageSize(): number {
    return this._pageSize;
  }

  /** How many pages are kept; a bound that a test may look at. */
  get pagesHeld(): number {
    return this._pages.size;
  }

  /** Asks for the first page. Rejects with the error where it does not come. */
  async load(): Promise<void> {
    const page = await this._ask(0);
    if (page === null) {
      throw this._failed.get(0) ?? new Error('The rows were no longer wanted.');
    }
  }

  override text(row: number, column: number, limit: number): CellText {
    const number = Math.floor(row / this._pageSize);
    const page = this._pages.get(number)?.page;
    const within = row - number * this._pageSize;
    if (page && within < page.rows) {
      return page.text(within, column, limit);
    }
    return this._failed.has(number) ? FAILED : PENDING;
  }

  override setViewport(first: number, last: number): void {
    if (this.isDisposed || (first === this._first && last === this._last)) {
      return;
    }
    const height = Math.max(1, this._last - this._first);
    const moved = first - this._first;
    const flung = Math.abs(moved) > height;
    if (moved !== 0) {
      this._downwards = moved > 0;
    }
    this._first = first;
    this._last = last;
    // While the view is flung past page after page, wait until it rests.
    const rested = Date.now() - this._movedAt > SETTLE;
    this._movedAt = Date.now();
    clearTimeout(this._settling);
    if (!flung || rested) {
      this._pump();
    } else {
      this._settling = setTimeout(() => {
        this._pump();
      }, SETTLE);
    }
  }

  override async texts(
    first: number,
    last: number,
    left: number,
    right: number
  ): Promise<(string | null)[][]> {
    const rows: (string | null)[][] = [];
    for (let row = first; row <= last;) {
      const number = Math.floor(row / this._pageSize);
      const start = number * this._pageSize;
      const held = this._pages.get(number);
      const { page } = held?.final
        ? held
        : await this._read(number, this._abort.signal);
      const end = Math.min(last, start + page.rows - 1);
      if (end < row) {
        break;
      }
      for (; row <= end; row++) {
        const cells: (string | null)[] = [];
        for (let column = left; column <= right; column++) {
          cells.push(page.text(row - start, column, Infinity));
        }
        rows.push(cells);
      }
    }
    return rows;
  }

  override retry(): void {
    const numbers = [...this._failed.keys()];
    this._failed.clear();
    for (const number of numbers) {
      this._repaint(number);
    }
    this.emitStateChanged();
    this._pump();
    this._poll();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    clearTimeout(this._settling);
    clearTimeout(this._polling);
    this._abort.abort();
    for (const request of this._requests.values()) {
      request.abort();
    }
    this._requests.clear();
    this._pages.clear();
  }

  /** The pages to have: those in view, and those around them, the most needed first. */
  private _wanted(): { visible: number[]; around: number[] } {
    // While the result is being written, there may be a page beyond what is known.
    const end = this._total === null ? this._known : this._known - 1;
    const final = this._pageOf(Math.max(0, end));
    const first = this._pageOf(this._first);
    const last = Math.min(final, this._pageOf(this._last));
    const visible: number[] = [];
    for (let number = first; number <= last; number++) {
      visible.push(number);
    }
    const around = this._downwards ? [last + 1, first - 1] : [first - 1, last + 1];
    return { visible, around: around.filter(page => page >= 0 && page <= final) };
  }

  /** Gives up what is no longer wanted and asks for what is, a few at a time. */
  private _pump(): void {
    if (this.isDisposed) {
      return;
    }
    const { visible, around } = this._wanted();
    const wanted = [...visible, ...around];
    for (const [number, request] of this._requests) {
      if (!wanted.includes(number) && number !== this._polled) {
        request.abort();
        this._requests.delete(number);
      }
    }
    for (const number of this._failed.keys()) {
      if (!wanted.includes(number) && number !== this._polled) {
        this._failed.delete(number);
      }
    }
    for (const number of wanted) {
      const held = this._pages.get(number);
      if (held) {
        // Used last: the map's order is the order of use.
        this._pages.delete(number);
        this._pages.set(number, held);
      }
    }
    // The server has one page to make before the view is filled, not three.
    const filled = !visible.some(number => this._isMissing(number));
    for (const number of filled ? around : visible) {
      if (
        this._isMissing(number) &&
        this._requests.size < IN_FLIGHT &&
        !this._failed.has(number) &&
        !this._requests.has(number)
      ) {
        void this._ask(number);
      }
    }
  }

  /** Whether a page is not here, or was cut short and has grown since. */
  private _isMissing(number: number): boolean {
    const held = this._pages.get(number);
    return !held || (!held.final && this._total !== null);
  }

  /** Asks for a page and keeps it. Null where it failed or was given up. */
  private async _ask(number: number): Promise<ArrowPage | null> {
    const request = new AbortController();
    this._requests.set(number, request);
    try {
      const { page, rowCount } = await this._read(number, request.signal);
      if (request.signal.aborted) {
        return null;
      }
      this._requests.delete(number);
      this._arrived(number, page, rowCount);
      return page;
    } catch (error) {
      if (request.signal.aborted) {
        return null;
      }
      this._requests.delete(number);
      this._failed.set(
        number,
        error instanceof Error ? error : new Error(String(error))
      );
      this._repaint(number);
      this.emitStateChanged();
      return null;
    } finally {
      this._pump();
      this._poll();
    }
  }

  private async _read(
    number: number,
    signal: AbortSignal
  ): Promise<{ page: ArrowPage; rowCount: number | null }> {
    const raw = await this._fetch(number * this._pageSize, this._pageSize, signal);
    return { page: new ArrowPage(raw.data, this.columns), rowCount: raw.rowCount };
  }

  private _arrived(number: number, page: ArrowPage, rowCount: number | null): void {
    const hadFailed = this._failed.delete(number);
    this._pages.delete(number);
    this._pages.set(number, {
      page,
      final: rowCount !== null || page.rows === this._pageSize
    });
    this._evict();
    const grown =
      rowCount ??
      this._total ??
      Math.max(this._known, number * this._pageSize + page.rows);
    const settled = rowCount !== null && this._total !== rowCount;
    if (settled) {
      this._total = rowCount;
    }
    const resized = this._resize(grown);
    this._repaint(number);
    if (settled || resized || hadFailed) {
      this.emitStateChanged();
    }
  }

  /** Makes `rows` the number of known rows; true where that is a change. */
  private _resize(rows: number): boolean {
    const before = this._known;
    this._known = rows;
    if (rows > before) {
      this.emitChanged({
        type: 'rows-inserted',
        region: 'body',
        index: before,
        span: rows - before
      });
    } else if (rows < before) {
      this.emitChanged({
        type: 'rows-removed',
        region: 'body',
        index: rows,
        span: before - rows
      });
    }
    return rows !== before;
  }

  private _repaint(number: number): void {
    const row = number * this._pageSize;
    const rowSpan = Math.min(this._pageSize, this._known - row);
    if (rowSpan > 0 && this.columns.length > 0) {
      this.emitChanged({
        type: 'cells-changed',
        region: 'body',
        row,
        column: 0,
        rowSpan,
        columnSpan: this.columns.length
      });
    }
  }

  /** Drops the pages used longest ago, never one that is wanted now. */
  private _evict(): void {
    const { visible, around } = this._wanted();
    const wanted = [...visible, ...around];
    for (const number of this._pages.keys()) {
      if (this._pages.size <= this._cachedPages) {
        break;
      }
      if (!wanted.includes(number)) {
        this._pages.delete(number);
      }
    }
  }

  /** While the result is being written, asks for its end again and again, calmly. */
  private _poll(): void {
    clearTimeout(this._polling);
    if (this.isDisposed || this._total !== null || this._failed.size > 0) {
      return;
    }
    this._polling = setTimeout(() => {
      const end = this._pageOf(this._known);
      if (this._requests.has(end)) {
        return;
      }
      this._polled = end;
      void this._ask(end);
    }, POLL);
  }

  private _pageOf(row: number): number {
    return Math.floor(row / this._pageSize);
  }

  private readonly _abort = new AbortController();
  private readonly _cachedPages: number;
  private _downwards = true;
  private readonly _failed = new Map<number, Error>();
  private readonly _fetch: FetchPage;
  private _first = 0;
  private _known: number;
  private _last = 0;
  private _movedAt = 0;
  private readonly _pageSize: number;
  private readonly _pages = new Map<number, IHeldPage>();
  private _polled = -1;
  private _polling: ReturnType<typeof setTimeout> | undefined;
  private readonly _requests = new Map<number, AbortController>();
  private _settling: ReturnType<typeof setTimeout> | undefined;
  private _total: number | null;
}

/** How many requests are on their way at once. */
const IN_FLIGHT = 3;

/** Milliseconds between two looks at a result that is still being written. */
const POLL = 1000;

/** Milliseconds that a flung view must rest before pages are asked for. */
const SETTLE = 90;

export namespace PagedDataModel {
  export interface IOptions {
    columns: readonly Column[];
    fetch: FetchPage;
    /** How many rows there are in all, null where that is not known yet. */
    rowCount: number | null;
    pageSize?: number;
    /** How many pages are kept at the most. */
    cachedPages?: number;
  }
}
