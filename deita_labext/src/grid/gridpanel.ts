/**
 * The grid with all that belongs to it: search and filters above, a side view, the line
 * below. One for tables and results, in a tab, under a cell, in the SQL editor, in the chat.
 */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';
import { Panel, PanelLayout, Widget } from '@lumino/widgets';

import type { RowSource } from '../api/client';
import type { Column, Summary, SummaryRequest, View } from '../api/contract';
import { isAbort, toDeitaError } from '../api/request';
import { errorWords } from '../errorwords';
import type { IDeitaClient, IDeitaFormats } from '../tokens';
import { GridActions } from './actions';
import { Arrangement, type IArrangement } from './arrangement';
import { GRID_FOCUS } from './current';
import { FilterBar } from './filterbar';
import { Grid } from './grid';
import { summaryOfKept } from './keptsummary';
import type { GridModel } from './model';
import { Notice } from './notice';
import { PagedDataModel } from './pageddatamodel';
import type { IRange } from './ranges';
import { SideView } from './sideview';
import { StaticDataModel } from './staticdatamodel';
import { type IStatus, StatusLine } from './statusline';
import { type FetchSummary, Summaries } from './summaries';
import { ViewModel, type ViewState } from './viewmodel';
import { changeText } from './viewwords';

/** Milliseconds after which waiting is worth a word. */
const NOTICEABLE = 300;

/** What is kept of a grid when the page is loaded again. */
export interface IGridState {
  view?: View;
  arrangement?: IArrangement;
}

export class GridPanel extends Widget {
  constructor(private readonly _options: GridPanel.IOptions) {
    super();
    const { columns, kept, state, trans } = _options;
    this.addClass('deita-GridPanel');
    if (_options.compact) {
      this.addClass('deita-mod-compact');
    }
    this._all = _options.rowCount;
    this._viewModel = new ViewModel(columns, state?.view);
    this._arrangement = new Arrangement(columns, state?.arrangement);
    this._fetchSummary = (request, signal) => this._summarise(request, signal);
    this._summaries = new Summaries(this._viewModel, this._fetchSummary);
    this._shownView = { sort: [], filter: null, search: null };
    this._bar = new FilterBar({
      view: this._viewModel,
      trans,
      compact: _options.compact ?? false,
      leave: () => this._grid?.activate()
    });
    this._body = new Panel();
    this._body.addClass('deita-GridPanel-body');
    this.layout = new PanelLayout();
    this._panel.addWidget(this._bar);
    this._panel.addWidget(this._body);
    this.node.addEventListener('focusin', () =>
      this.node.dispatchEvent(
        new CustomEvent(GRID_FOCUS, { bubbles: true, detail: this })
      )
    );
    this._viewModel.changed.connect(this._onViewChanged, this);
    this._arrangement.changed.connect(this._onArranged, this);
    _options.formats?.changed.connect(this._onFormatsChanged, this);
    if (kept) {
      this._adopt(new StaticDataModel(columns, kept));
    }
  }

  /** The grid itself; null until its first rows are here. */
  get grid(): Grid | null {
    return this._grid;
  }

  /** What keys, menus and commands do with it; null until its first rows are here. */
  get actions(): GridActions | null {
    return this._actions;
  }

  /** What the rows are called. */
  get label(): string {
    return this._options.label;
  }

  get columns(): readonly Column[] {
    return this._options.columns;
  }

  get source(): RowSource {
    return this._options.source;
  }

  /** Which rows are seen, in what order: the contract's View as JSON. */
  get view(): ViewState {
    return this._viewModel.state;
  }

  set view(view: View) {
    this._viewModel.state = view;
  }

  /** The view changed, by whomever; its rows may still be on their way. */
  get viewChanged(): ISignal<this, ViewState> {
    return this._viewChanged;
  }

  /** What is selected: ranges of rows, counted from 0 in the view's order, and of columns. */
  get selection(): IRange[] {
    return this._grid?.selection ?? this._toSelect ?? [];
  }

  set selection(ranges: IRange[]) {
    if (this._grid) {
      this._grid.selection = ranges;
    } else {
      this._toSelect = ranges;
    }
  }

  get selectionChanged(): ISignal<this, IRange[]> {
    return this._selectionChanged;
  }

  /** View and arrangement, to be had again later. */
  get state(): IGridState & ReadonlyPartialJSONObject {
    const { view } = this;
    return JSON.parse(
      JSON.stringify({ view, arrangement: this._arrangement.state })
    ) as IGridState & ReadonlyPartialJSONObject;
  }

  /** The view or the arrangement changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Rows in all without filters, null while unknown; and those that are seen. */
  get counts(): { all: number | null; seen: number | null } {
    const total = this._model?.total ?? null;
    return { all: this._all, seen: this._viewModel.isWhole ? this._all : total };
  }

  /** The rows or how many there are changed. */
  get rowsChanged(): ISignal<this, void> {
    return this._rowsChanged;
  }

  /**
   * Asks for the first page of the view. Rejects with its error; a view that does not
   * fit the rows any more is given up.
   */
  async load(signal?: AbortSignal): Promise<void> {
    try {
      await this._fetch(signal);
    } catch (reason) {
      if (toDeitaError(reason).code !== 'invalid_request' || this._viewModel.isPlain) {
        throw reason;
      }
      this._quiet = true;
      this._viewModel.state = {};
      this._quiet = false;
      await this._fetch(signal);
    }
  }

  /** Sees all rows again; their order stays. */
  clearFilters(): void {
    this._viewModel.clear();
  }

  /** Shows the search box and puts the focus into it. */
  openSearch(): void {
    this._bar.openSearch();
  }

  /** The height that shows `rows` rows, with all that belongs to the grid. */
  heightFor(rows: number): number {
    const around = this.node.offsetHeight - this._body.node.offsetHeight;
    return (this._grid?.heightFor(rows) ?? 0) + around;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._following?.abort();
    this._options.formats?.changed.disconnect(this._onFormatsChanged, this);
    super.dispose();
    this._summaries.dispose();
    this._model?.dispose();
    Signal.clearData(this);
  }

  protected override onActivateRequest(): void {
    this._grid?.activate();
  }

  private get _panel(): PanelLayout {
    return this.layout as PanelLayout;
  }

  /** The rows of the view; those that are all here already are asked for nowhere. */
  private async _fetch(signal?: AbortSignal): Promise<void> {
    const { client, columns, kept, rowCount, source } = this._options;
    const view = this.view;
    if (kept && this._viewModel.isPlain && kept.length === this._all) {
      this._elapsed = null;
      this._adopt(new StaticDataModel(columns, kept));
      return;
    }
    const model = new PagedDataModel({
      columns,
      rowCount: this._viewModel.isWhole ? (this._all ?? rowCount) : null,
      fetch: (offset, limit, stop) => client.rows(source, offset, limit, stop, view)
    });
    const abort = (): void => model.dispose();
    signal?.addEventListener('abort', abort, { once: true });
    const started = performance.now();
    try {
      await model.load();
      signal?.throwIfAborted();
    } catch (reason) {
      model.dispose();
      throw reason;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    this._elapsed = performance.now() - started;
    if (!this._live) {
      this._live = true;
      this._summaries.reset();
    }
    this._adopt(model);
  }

  /** Of rows that the server has not been asked for, it is asked for no summary either. */
  private async _summarise(
    request: SummaryRequest,
    signal: AbortSignal
  ): Promise<Summary> {
    const { client, columns, kept, source } = this._options;
    if (this._live || request.filter || request.search) {
      return client.summary(source, request, signal);
    }
    if (kept?.length !== this._all) {
      throw new Error('The rows are not here yet.');
    }
    return Promise.resolve(summaryOfKept(columns, kept, request));
  }

  /** Shows other rows in the place of those shown. */
  private _adopt(model: GridModel): void {
    const before = this._model;
    this._model = model;
    this._shownView = this.view;
    model.stateChanged.connect(this._onRowsChanged, this);
    if (this._grid) {
      this._grid.model = model;
    } else {
      this._build(model);
    }
    before?.dispose();
    this._onRowsChanged();
  }

  private _build(model: GridModel): void {
    const { formats, label, status, themes, trans } = this._options;
    const view = this._viewModel;
    const summaries = this._summaries;
    // Keys and pointer are first heard once the grid is there.
    const actions = (grid: Grid): GridActions =>
      (this._actions ??= new GridActions(grid, {
        view,
        summaries,
        fetchSummary: this._fetchSummary,
        trans,
        open: (mode, row, column) => void this._side?.open(mode, row, column),
        close: () => this._side?.dismiss() ?? false,
        search: () => this.openSearch()
      }));
    const grid = new Grid({
      model,
      label,
      arrangement: this._arrangement,
      view,
      summaries,
      keys: actions,
      mouse: actions,
      ...(formats && { formats: formats.value }),
      themes,
      trans
    });
    this._grid = grid;
    actions(grid);
    this._side = new SideView(
      {
        get model() {
          return grid.model;
        },
        get columns() {
          return grid.arrangement.shown;
        },
        moveTo: (row, column) => (grid.cursor = { row, column }),
        leave: () => grid.activate()
      },
      trans
    );
    this._body.addWidget(grid);
    this._body.addWidget(this._side);
    if (status ?? true) {
      this._status = new StatusLine(grid, () => this._statusNow(), trans);
      this._panel.addWidget(this._status);
    }
    grid.selectionChanged.connect(this._onSelectionChanged, this);
    if (this._toSelect) {
      grid.selection = this._toSelect;
      this._toSelect = null;
    }
  }

  private _statusNow(): IStatus {
    return {
      all: this._all,
      filtered: !this._viewModel.isWhole,
      elapsed: this._elapsed,
      busy: this._busy,
      stop: () => this._stop()
    };
  }

  private _onViewChanged(): void {
    const { view } = this;
    this._viewChanged.emit(view);
    this._stateChanged.emit();
    if (!this._quiet) {
      void this._follow();
    }
  }

  /** Fetches the rows of the view as it is now; the others stay until they are here. */
  private async _follow(): Promise<void> {
    const { trans } = this._options;
    this._following?.abort();
    this._setBusy(null);
    this._notice?.dispose();
    if (JSON.stringify(this.view) === JSON.stringify(this._shownView)) {
      this._onRowsChanged();
      return;
    }
    const following = new AbortController();
    this._following = following;
    const waiting = window.setTimeout(() => {
      if (this._following === following) {
        this._setBusy(trans.__('Looking for rows…'));
      }
    }, NOTICEABLE);
    try {
      await this._fetch(following.signal);
      this._grid?.say(
        changeText(this._viewModel, this._model?.known ?? 0, this._model?.total, trans)
      );
    } catch (reason) {
      if (!following.signal.aborted && !isAbort(reason)) {
        this._fail(reason);
      }
    } finally {
      window.clearTimeout(waiting);
      if (this._following === following) {
        this._following = null;
        this._setBusy(null);
      }
    }
  }

  /** Goes back to the view whose rows are shown. */
  private _stop(): void {
    this._following?.abort();
    this._following = null;
    this.view = this._shownView;
    this._grid?.activate();
  }

  private _fail(reason: unknown): void {
    const { trans } = this._options;
    const { message, hint } = errorWords(reason, trans);
    this._overlay({
      message,
      hint,
      alert: true,
      actions: [
        { label: trans.__('Try Again'), run: () => void this._retry() },
        { label: trans.__('Back to the Rows Before'), run: () => this._stop() }
      ]
    });
  }

  private async _retry(): Promise<void> {
    // What is shown is no longer what was asked for.
    await this._follow();
    this._grid?.activate();
  }

  private _overlay(notice: Notice.IOptions): void {
    this._notice?.dispose();
    this._notice = new Notice(notice);
    this._notice.addClass('deita-GridPanel-notice');
    this._body.addWidget(this._notice);
  }

  private _setBusy(words: string | null): void {
    this._busy = words;
    this._body.node.setAttribute('aria-busy', String(words !== null));
    this._status?.refresh();
  }

  private _onRowsChanged(): void {
    const total = this._model?.total ?? null;
    if (this._viewModel.isWhole && this._model instanceof PagedDataModel) {
      this._all = total ?? this._all;
    }
    this._showEmpty(total);
    this._status?.refresh();
    this._rowsChanged.emit();
  }

  private _showEmpty(total: number | null): void {
    const { emptyHint, trans } = this._options;
    this._notice?.dispose();
    this._notice = null;
    if (total !== 0) {
      return;
    }
    if (this._viewModel.isWhole) {
      this._overlay({ message: trans.__('No rows.'), hint: emptyHint ?? null });
    } else {
      this._overlay({
        message: trans.__('No rows fit.'),
        hint: trans.__('Take a filter away, or all of them.'),
        actions: [
          {
            label: trans.__('Clear Filters'),
            run: () => {
              this._viewModel.clear();
              this._grid?.activate();
            }
          }
        ]
      });
    }
  }

  private _onArranged(): void {
    this._stateChanged.emit();
  }

  private _onFormatsChanged(): void {
    if (this._grid && this._options.formats) {
      this._grid.formats = this._options.formats.value;
    }
  }

  private _onSelectionChanged(grid: Grid): void {
    const { cursor } = grid;
    if (cursor) {
      this._side?.follow(cursor.row, cursor.column);
    }
    this._selectionChanged.emit(this.selection);
  }

  private _actions: GridActions | null = null;
  private _all: number | null;
  private readonly _arrangement: Arrangement;
  private readonly _bar: FilterBar;
  private readonly _body: Panel;
  private _busy: string | null = null;
  private _elapsed: number | null = null;
  private readonly _fetchSummary: FetchSummary;
  private _following: AbortController | null = null;
  private _grid: Grid | null = null;
  /** Whether the server has given rows. */
  private _live = false;
  private _model: GridModel | null = null;
  private _notice: Notice | null = null;
  private _quiet = false;
  private readonly _rowsChanged = new Signal<this, void>(this);
  private readonly _selectionChanged = new Signal<this, IRange[]>(this);
  private _shownView: ViewState;
  private _side: SideView | null = null;
  private readonly _stateChanged = new Signal<this, void>(this);
  private _status: StatusLine | null = null;
  private readonly _summaries: Summaries;
  private _toSelect: IRange[] | null = null;
  private readonly _viewChanged = new Signal<this, ViewState>(this);
  private readonly _viewModel: ViewModel;
}

export namespace GridPanel {
  export interface IOptions {
    client: IDeitaClient;
    source: RowSource;
    columns: readonly Column[];
    /** How many rows there are without filters; null while that is not known. */
    rowCount: number | null;
    /** What the rows are, for those who cannot see them. */
    label: string;
    /** The first rows, in the contract's JSON cell encoding: shown until others are asked for. */
    kept?: readonly (readonly unknown[])[];
    state?: IGridState | undefined;
    /** Whether search and filters are out of sight until they are used. */
    compact?: boolean;
    /** Whether the line below is shown; it is unless this says no. */
    status?: boolean;
    /** Why there may be no rows. */
    emptyHint?: string;
    formats?: IDeitaFormats | null | undefined;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}
