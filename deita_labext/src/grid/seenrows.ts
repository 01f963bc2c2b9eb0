/**
 * The rows of a view, and what its columns hold: fetched anew as the view changes, while the
 * rows before stay until the others are here. No DOM.
 */
import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import type { RowSource } from '../api/client';
import type { Column, Summary, SummaryRequest } from '../api/contract';
import type { IDeitaClient } from '../tokens';
import { summaryOfKept } from './keptsummary';
import type { GridModel } from './model';
import { PagedDataModel } from './pageddatamodel';
import { StaticDataModel } from './staticdatamodel';
import { Summaries } from './summaries';
import type { ViewModel, ViewState } from './viewmodel';

export class SeenRows implements IDisposable {
  constructor(
    private readonly _view: ViewModel,
    private readonly _options: SeenRows.IOptions
  ) {
    this._all = _options.rowCount;
    this._shownView = { sort: [], filter: null, search: null };
    // Of rows that the server has not been asked for, it is not asked unbidden.
    this.summaries = new Summaries(_view, (request, signal) =>
      this._live || this._isKept || request.filter || request.search
        ? this.summarise(request, signal)
        : Promise.reject(new DOMException('', 'AbortError'))
    );
    if (_options.kept) {
      this._model = new StaticDataModel(_options.columns, _options.kept);
    }
  }

  /** What the columns hold. */
  readonly summaries: Summaries;

  /** The rows that are shown; null until the first are here. The others are disposed of. */
  get model(): GridModel | null {
    return this._model;
  }

  /** Rows in all without filters, null while unknown; and those that are seen. */
  get counts(): { all: number | null; seen: number | null } {
    const seen = this._view.isWhole ? this._all : (this._model?.total ?? null);
    return { all: this._all, seen };
  }

  /** Milliseconds to the first page; null where nothing was asked. */
  get elapsed(): number | null {
    return this._elapsed;
  }

  /** The view whose rows are shown. */
  get shownView(): ViewState {
    return this._shownView;
  }

  /** Whether the rows that are shown are those of the view, all of them. */
  get isCurrent(): boolean {
    return (
      (this._live || this._isKept) &&
      JSON.stringify(this._view.state) === JSON.stringify(this._shownView)
    );
  }

  /** Other rows took the place of those shown. */
  get replaced(): ISignal<this, GridModel> {
    return this._replaced;
  }

  /** The rows or how many there are changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.stop();
      this.summaries.dispose();
      this._model?.dispose();
      Signal.clearData(this);
    }
  }

  /**
   * Asks for the first page of the view. Rejects with its error, or as aborted where the rows are
   * asked for again meanwhile: only those asked for last are shown.
   */
  async fetch(signal?: AbortSignal): Promise<void> {
    this.stop();
    const { client, columns, kept, rowCount, source } = this._options;
    const view = this._view.state;
    if (kept && this._isKept && this._view.isPlain) {
      this._elapsed = null;
      this._adopt(new StaticDataModel(columns, kept), view);
      return;
    }
    const model = new PagedDataModel({
      columns,
      rowCount: this._view.isWhole ? (this._all ?? rowCount) : null,
      fetch: (offset, limit, stop) => client.rows(source, offset, limit, stop, view)
    });
    const fetching = new AbortController();
    this._fetching = fetching;
    const abort = (): void => fetching.abort();
    signal?.addEventListener('abort', abort, { once: true });
    fetching.signal.addEventListener('abort', () => model.dispose());
    const started = performance.now();
    try {
      signal?.throwIfAborted();
      await model.load();
      fetching.signal.throwIfAborted();
    } catch (reason) {
      model.dispose();
      throw fetching.signal.aborted ? fetching.signal.reason : reason;
    } finally {
      signal?.removeEventListener('abort', abort);
      if (this._fetching === fetching) {
        this._fetching = null;
      }
    }
    this._elapsed = performance.now() - started;
    if (!this._live) {
      this._live = true;
      this.summaries.reset();
    }
    this._adopt(model, view);
  }

  /** Gives up what is on its way. */
  stop(): void {
    this._fetching?.abort();
    this._fetching = null;
  }

  /** What columns hold: of rows that all came with the result, from these. */
  async summarise(request: SummaryRequest, signal: AbortSignal): Promise<Summary> {
    const { client, columns, kept, source } = this._options;
    const here = !this._live && !request.filter && !request.search && this._isKept;
    return here && kept
      ? summaryOfKept(columns, kept, request)
      : client.summary(source, request, signal);
  }

  /** Whether all rows came with the result. */
  private get _isKept(): boolean {
    return this._options.kept?.length === this._all;
  }

  private _adopt(model: GridModel, view: ViewState): void {
    const before = this._model;
    this._model = model;
    this._shownView = view;
    model.stateChanged.connect(this._count, this);
    this._replaced.emit(model);
    before?.dispose();
    this._count();
  }

  private _count(): void {
    if (this._view.isWhole && this._model instanceof PagedDataModel) {
      this._all = this._model.total ?? this._all;
    }
    this._changed.emit();
  }

  private _all: number | null;
  private readonly _changed = new Signal<this, void>(this);
  private _elapsed: number | null = null;
  private _fetching: AbortController | null = null;
  private _isDisposed = false;
  /** Whether the server has given rows. */
  private _live = false;
  private _model: GridModel | null = null;
  private readonly _replaced = new Signal<this, GridModel>(this);
  private _shownView: ViewState;
}

export namespace SeenRows {
  export interface IOptions {
    client: IDeitaClient;
    source: RowSource;
    columns: readonly Column[];
    /** How many rows there are without filters; null while that is not known. */
    rowCount: number | null;
    /** The first rows, in the contract's JSON cell encoding: shown until others are asked for. */
    kept?: readonly (readonly unknown[])[] | undefined;
  }
}
