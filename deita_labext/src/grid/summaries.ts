/**
 * What the columns in view hold: asked for once they rest in view, a few at a time,
 * and given up when other rows are seen. No DOM.
 *
 * A column with a condition of its own is summarised without it, so that its own
 * values stay to be chosen from; every other one over the rows that all conditions
 * leave.
 */
import { type ISignal, Signal } from '@lumino/signaling';

import type { ColumnSummary, Filter, Summary, SummaryRequest } from '../api/contract';
import type { ViewModel } from './viewmodel';

/** Asks what columns hold. */
export type FetchSummary = (
  request: SummaryRequest,
  signal: AbortSignal
) => Promise<Summary>;

/** A column's summary; `rows` is how many rows it was made of. */
export interface IColumnState {
  summary: ColumnSummary;
  rows: number | null;
  /** Whether it is of other rows than those that are seen now. */
  stale: boolean;
}

export class Summaries {
  constructor(
    private readonly _view: ViewModel,
    private readonly _fetch: FetchSummary | null
  ) {
    _view.changed.connect(this._onViewChanged, this);
  }

  /** Other summaries are here. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What a column holds; null while that is not known. */
  of(index: number): IColumnState | null {
    return this._held.get(index) ?? null;
  }

  /** These columns are in view. */
  want(columns: readonly number[]): void {
    this._wanted = [...columns];
    this._soon();
  }

  /** The rows themselves are others: all is asked anew. */
  reset(): void {
    this._expire();
    this._soon();
  }

  dispose(): void {
    clearTimeout(this._timer);
    this._request?.abort();
    this._isDisposed = true;
    this._view.changed.disconnect(this._onViewChanged, this);
    Signal.clearData(this);
  }

  private _onViewChanged(): void {
    const seen = JSON.stringify([this._view.state.filter, this._view.search]);
    if (seen !== this._seen) {
      this._seen = seen;
      this.reset();
    }
  }

  private _expire(): void {
    this._request?.abort();
    this._request = null;
    this._asked.clear();
    for (const state of this._held.values()) {
      state.stale = true;
    }
  }

  private _soon(): void {
    clearTimeout(this._timer);
    if (!this._isDisposed && this._fetch && this._next() !== null) {
      this._timer = setTimeout(() => void this._ask(), DEBOUNCE);
    }
  }

  /** The columns to ask for next, all over the same rows; null where all are known. */
  private _next(): { columns: number[]; filter: Filter | null } | null {
    const missing = this._wanted.filter(index => !this._asked.has(index));
    const [first] = missing;
    if (first === undefined) {
      return null;
    }
    const own = missing.find(index => this._view.conditionOf(index) !== null);
    if (own !== undefined && own === first) {
      return { columns: [own], filter: this._view.filterWithout(own) };
    }
    return {
      columns: missing
        .filter(index => this._view.conditionOf(index) === null)
        .slice(0, AT_ONCE),
      filter: this._view.state.filter
    };
  }

  private async _ask(): Promise<void> {
    const next = this._next();
    if (!next || !this._fetch || this._request || this._isDisposed) {
      return;
    }
    const request = new AbortController();
    this._request = request;
    for (const index of next.columns) {
      this._asked.add(index);
    }
    try {
      const { columns, row_count: rows } = await this._fetch(
        {
          columns: next.columns,
          filter: next.filter,
          search: this._view.search,
          seconds: SECONDS
        },
        request.signal
      );
      if (request.signal.aborted) {
        return;
      }
      for (const summary of columns) {
        this._held.set(summary.column, { summary, rows, stale: false });
      }
      this._changed.emit();
    } catch {
      // A header without its summary is no worse for what is below it; the rows say
      // what is wrong with the rows.
      if (request.signal.aborted) {
        return;
      }
    } finally {
      if (this._request === request) {
        this._request = null;
      }
    }
    void this._ask();
  }

  private readonly _asked = new Set<number>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _held = new Map<number, IColumnState>();
  private _isDisposed = false;
  private _request: AbortController | null = null;
  private _seen = '[null,null]';
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _wanted: number[] = [];
}

/** Milliseconds that columns rest in view before they are asked for. */
const DEBOUNCE = 150;

/** How many columns are asked for in one request. */
const AT_ONCE = 6;

/** Seconds that the engine may take for one request. */
const SECONDS = 5;
