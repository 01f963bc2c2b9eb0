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
import type { Column, View } from '../api/contract';
import { isAbort, toDeitaError } from '../api/request';
import type { IDeitaClient, IDeitaFormats } from '../tokens';
import type { GridActions } from './actions';
import { Arrangement, type IArrangement } from './arrangement';
import { GRID_FOCUS } from './current';
import { FilterBar } from './filterbar';
import type { Grid } from './grid';
import { GridParts } from './gridparts';
import type { GridModel } from './model';
import { Overlay } from './overlay';
import type { IRange } from './ranges';
import { SeenRows } from './seenrows';
import { StatusLine } from './statusline';
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
    const { columns, state, trans } = _options;
    this.addClass('deita-GridPanel');
    if (_options.compact) {
      this.addClass('deita-mod-compact');
    }
    this._view = new ViewModel(columns, state?.view);
    this._arrangement = new Arrangement(columns, state?.arrangement);
    this._rows = new SeenRows(this._view, _options);
    this._bar = new FilterBar({
      view: this._view,
      trans,
      compact: _options.compact ?? false,
      leave: () => this.grid?.activate()
    });
    this._body = new Panel();
    this._body.addClass('deita-GridPanel-body');
    this._overlay = new Overlay(this._body, {
      emptyHint: _options.emptyHint,
      showAll: () => {
        this.clearFilters();
        this.grid?.activate();
      },
      retry: () => void this._follow().then(() => this.grid?.activate()),
      back: () => this._stop(),
      trans
    });
    const layout = new PanelLayout();
    layout.addWidget(this._bar);
    layout.addWidget(this._body);
    this.layout = layout;
    this.node.addEventListener('focusin', () =>
      this.node.dispatchEvent(
        new CustomEvent(GRID_FOCUS, { bubbles: true, detail: this })
      )
    );
    this._view.changed.connect(this._onViewChanged, this);
    this._arrangement.changed.connect(this._onArranged, this);
    this._rows.replaced.connect(this._onReplaced, this);
    this._rows.changed.connect(this._onRowsChanged, this);
    _options.formats?.changed.connect(this._onFormatsChanged, this);
    if (this._rows.model) {
      this._onReplaced(this._rows, this._rows.model);
      this._onRowsChanged();
    }
  }

  /** The grid itself; null until its first rows are here. */
  get grid(): Grid | null {
    return this._parts?.grid ?? null;
  }

  /** What keys, menus and commands do with it; null until its first rows are here. */
  get actions(): GridActions | null {
    return this._parts?.actions ?? null;
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
    return this._view.state;
  }

  set view(view: View) {
    this._view.state = view;
  }

  /** The view changed, by whomever; its rows may still be on their way. */
  get viewChanged(): ISignal<this, ViewState> {
    return this._viewChanged;
  }

  /** Ask again for rows that did not come, if any. */
  retry(): void {
    const model = this.grid?.model;
    if (model && model.error !== null) {
      model.retry();
    }
  }

  /** What is selected: ranges of rows, counted from 0 in the view's order, and of columns. */
  get selection(): IRange[] {
    return this.grid?.selected.ranges ?? this._toSelect ?? [];
  }

  set selection(ranges: IRange[]) {
    if (this.grid) {
      this.grid.selected.ranges = ranges;
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

  set state({ view = {}, arrangement = {} }: IGridState) {
    this._arrangement.state = arrangement;
    this._view.state = view;
  }

  /** The view or the arrangement changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Rows in all without filters, null while unknown; and those that are seen. */
  get counts(): { all: number | null; seen: number | null } {
    return this._rows.counts;
  }

  /** The rows or how many there are changed. */
  get rowsChanged(): ISignal<this, void> {
    return this._rowsChanged;
  }

  /**
   * Asks for the first page of the view. Rejects with its error; a view that does not
   * fit the rows any more is given up. Where the view changes meanwhile, its rows come instead.
   */
  async load(signal?: AbortSignal): Promise<void> {
    try {
      await this._rows.fetch(signal);
    } catch (reason) {
      if (isAbort(reason) && !signal?.aborted) {
        return;
      }
      if (toDeitaError(reason).code !== 'invalid_request' || this._view.isPlain) {
        throw reason;
      }
      this._quiet = true;
      this._view.state = {};
      this._quiet = false;
      await this._rows.fetch(signal);
    }
  }

  /** Sees all rows again; their order stays. */
  clearFilters(): void {
    this._view.clear();
  }

  /** Shows the search box and puts the focus into it. */
  openSearch(): void {
    this._bar.openSearch();
  }

  /** The height that shows `rows` rows, with all that belongs to the grid. */
  heightFor(rows: number): number {
    const around = this.node.offsetHeight - this._body.node.offsetHeight;
    return (this.grid?.heightFor(rows) ?? 0) + around;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.formats?.changed.disconnect(this._onFormatsChanged, this);
    super.dispose();
    this._rows.dispose();
    Signal.clearData(this);
  }

  protected override onActivateRequest(): void {
    this.grid?.activate();
  }

  private _onReplaced(_: SeenRows, model: GridModel): void {
    if (this._parts) {
      this._parts.grid.model = model;
    } else {
      this._build(model);
    }
  }

  private _build(model: GridModel): void {
    const { formats, label, status, themes, trans } = this._options;
    const parts = new GridParts({
      model,
      label,
      arrangement: this._arrangement,
      view: this._view,
      rows: this._rows,
      formats: formats?.value,
      themes,
      trans,
      search: () => this.openSearch()
    });
    this._parts = parts;
    this._body.addWidget(parts.grid);
    this._body.addWidget(parts.side);
    if (status ?? true) {
      this._status = new StatusLine(
        parts.grid,
        () => ({
          all: this._rows.counts.all,
          filtered: !this._view.isWhole,
          elapsed: this._rows.elapsed,
          busy: this._busy,
          stop: () => this._stop()
        }),
        trans
      );
      (this.layout as PanelLayout).addWidget(this._status);
    }
    parts.grid.selectionChanged.connect(() =>
      this._selectionChanged.emit(this.selection)
    );
    if (this._toSelect) {
      parts.grid.selected.ranges = this._toSelect;
      this._toSelect = null;
    }
  }

  private _onViewChanged(): void {
    this._viewChanged.emit(this.view);
    this._stateChanged.emit();
    if (!this._quiet) {
      void this._follow();
    }
  }

  /** Fetches the rows of the view as it is now; the others stay until they are here. */
  private async _follow(): Promise<void> {
    const { trans } = this._options;
    const following = ++this._followed;
    this._rows.stop();
    this._setBusy(null);
    this._overlay.clear();
    if (this._rows.isCurrent) {
      this._onRowsChanged();
      return;
    }
    const waiting = window.setTimeout(() => {
      if (this._followed === following) {
        this._setBusy(trans.__('Looking for rows…'));
      }
    }, NOTICEABLE);
    try {
      await this._rows.fetch();
      const { model } = this._rows;
      this.grid?.say(changeText(this._view, model?.known ?? 0, model?.total, trans));
    } catch (reason) {
      if (!isAbort(reason)) {
        this._overlay.showFailure(reason);
      }
    } finally {
      window.clearTimeout(waiting);
      if (this._followed === following) {
        this._setBusy(null);
      }
    }
  }

  /** Goes back to the view whose rows are shown. */
  private _stop(): void {
    this._rows.stop();
    this.view = this._rows.shownView;
    this.grid?.activate();
  }

  private _setBusy(words: string | null): void {
    this._busy = words;
    this._body.node.setAttribute('aria-busy', String(words !== null));
    this._status?.refresh();
  }

  private _onRowsChanged(): void {
    this._overlay.clear();
    if (this._rows.model?.total === 0) {
      this._overlay.showEmpty(!this._view.isWhole);
    }
    this._status?.refresh();
    this._rowsChanged.emit();
  }

  private _onArranged(): void {
    this._stateChanged.emit();
  }

  private _onFormatsChanged(): void {
    if (this.grid && this._options.formats) {
      this.grid.formats = this._options.formats.value;
    }
  }

  private readonly _arrangement: Arrangement;
  private readonly _bar: FilterBar;
  private readonly _body: Panel;
  private _busy: string | null = null;
  private _followed = 0;
  private readonly _overlay: Overlay;
  private _parts: GridParts | null = null;
  private _quiet = false;
  private readonly _rows: SeenRows;
  private readonly _rowsChanged = new Signal<this, void>(this);
  private readonly _selectionChanged = new Signal<this, IRange[]>(this);
  private readonly _stateChanged = new Signal<this, void>(this);
  private _status: StatusLine | null = null;
  private _toSelect: IRange[] | null = null;
  private readonly _view: ViewModel;
  private readonly _viewChanged = new Signal<this, ViewState>(this);
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
