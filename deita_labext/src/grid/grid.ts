/**
 * The one grid of tab, notebook and chat. This module and what it imports are loaded
 * when the first grid is shown, not when JupyterLab starts.
 */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';

import { ArrangedModel } from './arranged';
import type { Arrangement } from './arrangement';
import { GridCanvas, type Region } from './canvas';
import { ColumnPlaces } from './columnplaces';
import { EXACT_FORMATS, type IFormats } from './display';
import type { IBrush } from './headerrenderer';
import { InView, type IRowsInView } from './inview';
import { GridKeyHandler, type IKeyHost, ShortcutGuard } from './keys';
import { Look } from './look';
import type { GridModel } from './model';
import { GridMouseHandler, type IMouseHost } from './mouse';
import { PinnedMarks } from './pinnedmarks';
import { CellReader, type ICellPlace } from './reader';
import { SelectedCells } from './selectedcells';
import { type ISpokenCell, Speech } from './speech';
import type { Summaries } from './summaries';
import { type IGridTheme, readTheme } from './theme';
import { Tooltip } from './tooltip';
import type { ViewModel } from './viewmodel';

/** The height of Lumino's horizontal scroll bar. */
const SCROLLBAR = 16;

/** How much of a long value is read out. */
const SPOKEN = 1000;

export class Grid extends Widget {
  constructor(private readonly _options: Grid.IOptions) {
    super();
    const { arrangement, model, summaries, themes, trans, view } = _options;
    this.addClass('deita-Grid');
    this._model = model;
    this._canvas = new GridCanvas({
      painted: () => {
        this._onPainted();
      },
      fitting: (region, index) => this._fitting(region, index)
    });
    this._canvas.keyHandler = new GridKeyHandler(_options.keys(this));
    this._mouse = _options.mouse(this);
    this._canvas.mouseHandler = new GridMouseHandler(this._mouse);
    this.places = new ColumnPlaces(this._canvas, arrangement);
    this.selected = new SelectedCells({
      canvas: this._canvas,
      arrangement,
      model: () => this._model
    });
    this._inView = new InView(this._canvas, arrangement, summaries);
    this._tooltip = new Tooltip(this._canvas, () => this._arranged);
    const viewport = this._canvas.viewport.node;
    this._speech = new Speech(viewport, trans);
    this._reader = new CellReader(this._speech, place => this._spoken(place));
    this._look = new Look(
      this._canvas,
      { view, summaries, trans, arranged: () => this._arranged },
      _options.formats ?? EXACT_FORMATS
    );
    this._guard = new ShortcutGuard(viewport);
    this._mark = document.createElement('div');
    this._mark.className = 'deita-Grid-dropMark';
    this._mark.hidden = true;

    const layout = new PanelLayout();
    layout.addWidget(this._canvas);
    this.layout = layout;
    this._pinnedMarks = new PinnedMarks(this._canvas);
    this.node.append(this._speech.live, this._pinnedMarks.node, this._mark);
    this._resized = new ResizeObserver(() => this._canvas.refit());
    this.selected.changed.connect(this._onSelectionChanged, this);
    themes?.themeChanged.connect(this._restyle, this);
    arrangement.changed.connect(this._onArranged, this);
    summaries.changed.connect(this._repaintHeader, this);
    view.changed.connect(this._repaintHeader, this);
  }

  get model(): GridModel {
    return this._model;
  }

  /** Other rows of the same columns take the place of those shown. The caller disposes of both. */
  set model(model: GridModel) {
    const arranged = this._arranged;
    this._model.stateChanged.disconnect(this._onStateChanged, this);
    this._model.changed.disconnect(this._onRowsCame, this);
    this._reader.forget();
    this._model = model;
    this._inView.forget();
    if (arranged) {
      this._canvas.scrollTo(this._canvas.scrollX, 0);
      this.selected.replace(() => (arranged.rows = model));
      this._showRows();
      this._selectionChanged.emit();
    }
    this._modelChanged.emit();
  }

  /** Other rows took the place of those shown. */
  get modelChanged(): ISignal<this, void> {
    return this._modelChanged;
  }

  get canvas(): GridCanvas {
    return this._canvas;
  }

  get arrangement(): Arrangement {
    return this._options.arrangement;
  }

  /** The rows in view; null where none are. */
  get rowsInView(): IRowsInView | null {
    return this._inView.rows;
  }

  /** The rows in view changed. */
  get rowsInViewChanged(): ISignal<this, void> {
    return this._rowsInViewChanged;
  }

  /** What is selected, and where the cursor is. */
  readonly selected: SelectedCells;

  /** Where columns are. */
  readonly places: ColumnPlaces;

  /** The selection changed. */
  get selectionChanged(): ISignal<this, void> {
    return this._selectionChanged;
  }

  /** The cell that has the cursor; null where none has. */
  get cursor(): ICellPlace | null {
    return this.selected.cursor;
  }

  /** Moves the cursor to a cell, and the view to where it is seen. */
  set cursor(place: ICellPlace | null) {
    this.selected.cursor = place;
  }

  /** How numbers and dates are shown; what is copied stays exact. */
  set formats(formats: IFormats) {
    this._look.formats = formats;
    this._look.paint(this._model);
  }

  /** The bins that are being brushed. */
  set brush(brush: IBrush | null) {
    this._look.brush = brush;
    this._repaintHeader();
  }

  /** Sizes of headers, in pixels. */
  get theme(): IGridTheme {
    return this._look.theme ?? readTheme(this.node);
  }

  /** The height that shows `rows` rows without scrolling, in pixels. */
  heightFor(rows: number): number {
    const scrollbar = this._canvas.maxScrollX > 0 ? SCROLLBAR : 0;
    const border = this.node.offsetHeight - this.node.clientHeight;
    const { header, rowHeight } = this.theme;
    return header.height + rows * rowHeight + scrollbar + border;
  }

  /** Shows between which columns one would be dropped, by a place in the window. */
  showDrop(clientX: number | null): void {
    this._mark.hidden = clientX === null;
    if (clientX !== null) {
      this._mark.style.left = `${clientX - this.node.getBoundingClientRect().left - 1}px`;
    }
  }

  /** Fits a column to its header and the rows on the screen, whatever width was chosen. */
  fitColumn(column: number): void {
    this.arrangement.setWidth(column, null);
    this._resize();
  }

  /** Reads something out; not even the cell that the cursor has just come to takes its place. */
  say(text: string): void {
    this._reader.catchUp();
    this._speech.say(text);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._reader.forget();
    this._resized.disconnect();
    this._guard.dispose();
    this.selected.dispose();
    this._tooltip.dispose();
    const { arrangement, summaries, themes, view } = this._options;
    themes?.themeChanged.disconnect(this._restyle, this);
    arrangement.changed.disconnect(this._onArranged, this);
    summaries.changed.disconnect(this._repaintHeader, this);
    view.changed.disconnect(this._repaintHeader, this);
    this._model.stateChanged.disconnect(this._onStateChanged, this);
    this._model.changed.disconnect(this._onRowsCame, this);
    this._arranged?.dispose();
    Signal.clearData(this);
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._resized.observe(this.node);
    this._restyle();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._resized.disconnect();
    super.onBeforeDetach(msg);
  }

  protected override onActivateRequest(): void {
    this._canvas.activate();
  }

  private _restyle(): void {
    if (!this.isAttached) {
      return;
    }
    const first = this._look.theme === null;
    this._look.take(readTheme(this.node));
    if (first) {
      this._show();
    } else {
      this._look.paint(this._model);
    }
  }

  private _show(): void {
    this._look.paint(this._model);
    const arranged = new ArrangedModel(this._model, this.arrangement);
    this._arranged = arranged;
    this._canvas.dataModel = arranged;
    this.selected.begin(arranged);
    this._showRows();
  }

  /** Follows the rows that the canvas has now. */
  private _showRows(): void {
    this._model.stateChanged.connect(this._onStateChanged, this);
    this._model.changed.connect(this._onRowsCame, this);
    const { cursor } = this;
    this._speech.show(cursor && this._spoken(cursor));
    this._resize();
    this._pinnedMarks.paint();
    this._onStateChanged();
  }

  private _onArranged(_: Arrangement, what: 'columns' | 'width'): void {
    if (this._look.theme) {
      this._resize();
      if (what === 'columns') {
        this._onPainted();
        this._onStateChanged();
      }
    }
  }

  /** Gives every column that is shown its width. */
  private _resize(): void {
    for (const region of ['row-header', 'body'] as const) {
      const count = this._arranged?.columnCount(region) ?? 0;
      this._canvas.resizeColumns(
        region,
        Array.from({ length: count }, (_, index) => this._fitting(region, index))
      );
    }
  }

  private _fitting(region: Region, index: number): number {
    const column = this.places.columnOf(region, index);
    const chosen = column < 0 ? null : this.arrangement.width(column);
    const first = this._inView.rows?.firstRow ?? 0;
    return chosen ?? this._look.fitting(this._model, column, first);
  }

  private _onStateChanged(): void {
    this._canvas.resizeColumn('row-header', 0, null);
    const { known, total } = this._model;
    const columns = this.arrangement.shown.length;
    const { label, trans } = this._options;
    this._speech.describe(
      trans.__('%1: %2 rows, %3 columns', label, known.toLocaleString(), columns),
      total,
      columns
    );
  }

  private _repaintHeader(): void {
    if (!this.isDisposed && this._look.theme) {
      this._canvas.repaintHeader();
    }
  }

  private _onPainted(): void {
    this._pinnedMarks.paint();
    if (!this._inView.look(this._model.known)) {
      return;
    }
    const { rows } = this._inView;
    if (rows) {
      this._model.setViewport(rows.firstRow, rows.lastRow);
    }
    this._rowsInViewChanged.emit();
  }

  private _onSelectionChanged(): void {
    this._pinnedMarks.paint();
    this._selectionChanged.emit();
    const { cursor } = this;
    if (cursor) {
      this._reader.moved(cursor);
    }
  }

  private _onRowsCame(): void {
    this._reader.rowsCame(({ row, column }) => this._model.text(row, column, 1));
  }

  private _spoken({ row, column: index }: ICellPlace): ISpokenCell | null {
    const { view } = this._options;
    const column = this._model.columns[index];
    return column
      ? {
          row: row + 1,
          place: this.arrangement.shown.indexOf(index) + 1,
          column,
          value: this._model.text(row, index, SPOKEN),
          sort: view.sortOf(index),
          filtered: view.conditionOf(index) !== null
        }
      : null;
  }

  private _arranged: ArrangedModel | null = null;
  private readonly _canvas: GridCanvas;
  private readonly _guard: ShortcutGuard;
  private readonly _inView: InView;
  private readonly _look: Look;
  private readonly _mark: HTMLElement;
  private _model: GridModel;
  private readonly _modelChanged = new Signal<this, void>(this);
  private readonly _mouse: IMouseHost;
  private readonly _pinnedMarks: PinnedMarks;
  private readonly _reader: CellReader;
  private readonly _resized: ResizeObserver;
  private readonly _rowsInViewChanged = new Signal<this, void>(this);
  private readonly _selectionChanged = new Signal<this, void>(this);
  private readonly _speech: Speech;
  private readonly _tooltip: Tooltip;
}

export namespace Grid {
  export interface IOptions {
    /** The rows; the caller disposes of them. */
    model: GridModel;
    /** What the rows are, for those who cannot see them. */
    label: string;
    arrangement: Arrangement;
    view: ViewModel;
    summaries: Summaries;
    /** What keys and pointer do, for this grid. */
    keys: (grid: Grid) => IKeyHost;
    mouse: (grid: Grid) => IMouseHost;
    formats?: IFormats;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}
