/**
 * The one grid of tab and notebook. This module and what it imports are loaded
 * when the first grid is shown, not when JupyterLab starts.
 */
import { Clipboard, type IThemeManager, Notification } from '@jupyterlab/apputils';
import { BasicMouseHandler, BasicSelectionModel, DataGrid } from '@lumino/datagrid';
import { type IMessageHandler, type Message, MessageLoop } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';

import { NULL_MARK, painted, tabSeparated } from './format';
import { GridKeyHandler, ShortcutGuard } from './keys';
import { Marks } from './marks';
import { FAILED, type GridModel, PENDING } from './model';
import { HeaderRenderer, NumberRenderer, ValueRenderer } from './renderers';
import { type IGridTheme, readTheme } from './theme';
import { Widths } from './widths';

export { PagedDataModel } from './pageddatamodel';
export { StaticDataModel } from './staticdatamodel';

/** How many cells can be copied at once. */
const COPY_LIMIT = 100_000;

/** Milliseconds that the cursor rests before the cell is read out. */
const READ_OUT = 200;

/** Lumino's grid, which tells when it has painted and fits columns to what is seen. */
class GridCanvas extends DataGrid {
  constructor(private readonly _host: ICanvasHost) {
    super({ defaultSizes: DataGrid.defaultSizes });
  }

  /** `null` fits the column: to the rows on the screen, where Lumino would ask for all. */
  override resizeColumn(
    region: 'body' | 'row-header',
    index: number,
    size: number | null
  ): void {
    super.resizeColumn(region, index, size ?? this._host.fitting(region, index));
  }

  repaintHeader(): void {
    const last = this.columnCount('body') - 1;
    this.repaintRegion('column-header', 0, 0, 0, last);
  }

  /** Made smaller, the grid shows fewer rows without painting any. */
  override messageHook(handler: IMessageHandler, msg: Message): boolean {
    const passOn = super.messageHook(handler, msg);
    if (handler === this.viewport && msg.type === 'resize') {
      this._host.painted();
    }
    return passOn;
  }

  protected override paintContent(
    x: number,
    y: number,
    width: number,
    height: number
  ): void {
    super.paintContent(x, y, width, height);
    this._host.painted();
  }
}

interface ICanvasHost {
  painted(): void;
  fitting(region: 'body' | 'row-header', index: number): number;
}

/** Rows and columns in view, from 0, both ends included. */
export interface IView {
  firstRow: number;
  lastRow: number;
}

export class Grid extends Widget {
  constructor({ model, label, themes }: Grid.IOptions) {
    super();
    this.addClass('deita-Grid');
    this._label = label;
    this._model = model;
    this._themes = themes;
    this._canvas = new GridCanvas({
      painted: () => {
        this._onPainted();
      },
      fitting: (region, index) => this._fitting(region, index)
    });
    this._canvas.headerVisibility = 'all';
    this._canvas.keyHandler = new GridKeyHandler(() => void this.copySelection());
    this._canvas.mouseHandler = new BasicMouseHandler();
    const viewport = this._canvas.viewport.node;
    viewport.tabIndex = 0;
    viewport.setAttribute('role', 'grid');
    viewport.setAttribute('aria-multiselectable', 'true');
    viewport.addEventListener('mousemove', this);
    this._guard = new ShortcutGuard(viewport);
    this._spoken = document.createElement('div');
    this._spoken.className = 'deita-Grid-spoken';
    this._spoken.setAttribute('aria-live', 'polite');

    const layout = new PanelLayout();
    layout.addWidget(this._canvas);
    this.layout = layout;
    this.node.append(this._spoken);
    this._resized = new ResizeObserver(() => {
      MessageLoop.postMessage(this._canvas, Widget.ResizeMessage.UnknownSize);
    });
    themes?.themeChanged.connect(this._restyle, this);
  }

  get model(): GridModel {
    return this._model;
  }

  /** Other rows of the same columns take the place of those shown. The caller disposes of both. */
  set model(model: GridModel) {
    this._model.stateChanged.disconnect(this._onStateChanged, this);
    this._model.changed.disconnect(this._onRowsCame, this);
    this._awaited = null;
    this._model = model;
    this._view = null;
    if (this._theme) {
      this._show(this._theme);
    }
  }

  /** The rows in view; null where none are. */
  get view(): IView | null {
    return this._view;
  }

  /** The rows in view changed. */
  get viewChanged(): ISignal<this, void> {
    return this._viewChanged;
  }

  /** The height that shows `rows` rows without scrolling, in pixels. */
  heightFor(rows: number): number {
    const theme = this._theme ?? readTheme(this.node);
    const scrollbar = this._canvas.maxScrollX > 0 ? SCROLLBAR : 0;
    const border = this.node.offsetHeight - this.node.clientHeight;
    return theme.headerHeight + rows * theme.rowHeight + scrollbar + border;
  }

  /** Copies the selected cells as text, tabs between columns. */
  async copySelection(): Promise<void> {
    const selection = this._canvas.selectionModel?.currentSelection();
    if (!selection || this._model.known === 0) {
      return;
    }
    const top = Math.max(0, Math.min(selection.r1, selection.r2));
    const bottom = Math.min(
      this._model.known - 1,
      Math.max(selection.r1, selection.r2)
    );
    const left = Math.max(0, Math.min(selection.c1, selection.c2));
    const right = Math.min(
      this._model.columns.length - 1,
      Math.max(selection.c1, selection.c2)
    );
    const cells = (bottom - top + 1) * (right - left + 1);
    if (cells > COPY_LIMIT) {
      Notification.warning(
        `${cells.toLocaleString()} cells are too many to copy; ` +
          `${COPY_LIMIT.toLocaleString()} can be. Export gives all rows.`,
        { autoClose: 6000 }
      );
      return;
    }
    try {
      const rows = await this._model.texts(top, bottom, left, right);
      Clipboard.copyToSystem(
        rows.map(row => row.map(text => tabSeparated(text ?? '')).join('\t')).join('\n')
      );
      this._say(cells === 1 ? 'Copied' : `${cells.toLocaleString()} cells copied`);
    } catch {
      Notification.warning('The rows to copy could not be fetched. Try again.', {
        autoClose: 6000
      });
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    window.clearTimeout(this._speaking);
    this._resized.disconnect();
    this._guard.dispose();
    this._canvas.viewport.node.removeEventListener('mousemove', this);
    this._themes?.themeChanged.disconnect(this._restyle, this);
    this._model.stateChanged.disconnect(this._onStateChanged, this);
    this._model.changed.disconnect(this._onRowsCame, this);
    Signal.clearData(this);
    super.dispose();
  }

  /** A header's full name and type, and a value that is cut, as the mouse rests on them. */
  handleEvent(event: MouseEvent): void {
    const hit = this._canvas.hitTest(event.clientX, event.clientY);
    let title = '';
    if (hit.region === 'column-header') {
      const column = this._model.columns[hit.column];
      title = column ? `${column.name} · ${column.type}` : '';
    } else if (hit.region === 'body') {
      const text = this._model.text(hit.row, hit.column, TOOLTIP);
      if (typeof text === 'string' && (text.length > 40 || text.includes('\n'))) {
        title = text.slice(0, TOOLTIP);
      }
    }
    if (this._canvas.viewport.node.title !== title) {
      this._canvas.viewport.node.title = title;
    }
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
    const first = this._theme === null;
    const theme = readTheme(this.node);
    this._theme = theme;
    this._widths = new Widths(theme);
    this._canvas.style = theme.style;
    if (first) {
      this._canvas.defaultSizes = {
        ...DataGrid.defaultSizes,
        rowHeight: theme.rowHeight,
        columnHeaderHeight: theme.headerHeight
      };
      this._show(theme);
    } else {
      this._paintWith(theme);
    }
  }

  private _paintWith(theme: IGridTheme): void {
    const marks = new Marks(theme.dim, theme.markSize, () => {
      if (!this.isDisposed) {
        this._canvas.repaintHeader();
      }
    });
    this._canvas.cellRenderers.update({
      body: new ValueRenderer(theme, this._model.columns),
      'column-header': new HeaderRenderer(theme, marks),
      'corner-header': new NumberRenderer(theme),
      'row-header': new NumberRenderer(theme)
    });
  }

  private _show(theme: IGridTheme): void {
    this._paintWith(theme);
    this._canvas.dataModel = this._model;
    const selection = new BasicSelectionModel({ dataModel: this._model });
    selection.changed.connect(this._onSelectionChanged, this);
    this._canvas.selectionModel = selection;
    this._model.stateChanged.connect(this._onStateChanged, this);
    this._model.changed.connect(this._onRowsCame, this);
    // Hidden, or each of perhaps thousands of columns would paint the grid anew.
    this._canvas.hide();
    for (let index = 0; index < this._model.columns.length; index++) {
      this._canvas.resizeColumn('body', index, this._fitting('body', index));
    }
    this._canvas.show();
    this._onStateChanged();
  }

  private _fitting(region: 'body' | 'row-header', index: number): number {
    if (!this._widths) {
      return DataGrid.defaultSizes.columnWidth;
    }
    return region === 'body'
      ? this._widths.column(this._model, index, this._view?.firstRow ?? 0)
      : this._widths.rowHeader(this._model.known);
  }

  private _onStateChanged(): void {
    this._canvas.resizeColumn('row-header', 0, this._fitting('row-header', 0));
    const { columns, known, total } = this._model;
    const viewport = this._canvas.viewport.node;
    viewport.setAttribute(
      'aria-label',
      `${this._label}: ${known.toLocaleString()} rows, ${columns.length} columns`
    );
    viewport.setAttribute('aria-rowcount', String(total === null ? -1 : total + 1));
    viewport.setAttribute('aria-colcount', String(columns.length + 1));
  }

  private _onPainted(): void {
    const body = this._canvas.currentViewport;
    const rows = this._model.known;
    const view =
      !body || rows === 0 || body.firstRow < 0
        ? null
        : {
            firstRow: body.firstRow,
            lastRow: body.lastRow < 0 ? rows - 1 : body.lastRow
          };
    if (
      view?.firstRow === this._view?.firstRow &&
      view?.lastRow === this._view?.lastRow
    ) {
      return;
    }
    this._view = view;
    if (view) {
      this._model.setViewport(view.firstRow, view.lastRow);
    }
    this._viewChanged.emit();
  }

  private _onSelectionChanged(selection: BasicSelectionModel): void {
    const { cursorRow: row, cursorColumn: index } = selection;
    if (row < 0 || !this._model.columns[index]) {
      return;
    }
    window.clearTimeout(this._speaking);
    this._awaited = null;
    this._speaking = window.setTimeout(() => {
      this._readOut(row, index);
    }, READ_OUT);
  }

  /** The cell that was read out as loading may be here by now. */
  private _onRowsCame(): void {
    if (
      this._awaited &&
      this._model.text(this._awaited.row, this._awaited.index, TOOLTIP) !== PENDING
    ) {
      this._readOut(this._awaited.row, this._awaited.index);
    }
  }

  private _readOut(row: number, index: number): void {
    const value = this._model.text(row, index, TOOLTIP);
    this._awaited = value === PENDING ? { row, index } : null;
    const text =
      value === PENDING
        ? 'loading'
        : value === FAILED
          ? 'not loaded'
          : value === null
            ? `null ${NULL_MARK}`
            : value === ''
              ? 'empty text'
              : painted(value);
    const name = this._model.columns[index]?.name ?? '';
    this._say(`Row ${(row + 1).toLocaleString()}, ${name}: ${text}`);
  }

  private _say(text: string): void {
    this._spoken.textContent = text;
  }

  /** The cell that was read out as loading. */
  private _awaited: { row: number; index: number } | null = null;
  private readonly _canvas: GridCanvas;
  private readonly _guard: ShortcutGuard;
  private readonly _label: string;
  private _model: GridModel;
  private readonly _resized: ResizeObserver;
  private _speaking = 0;
  private readonly _spoken: HTMLElement;
  private _theme: IGridTheme | null = null;
  private readonly _themes: IThemeManager | null;
  private _view: IView | null = null;
  private readonly _viewChanged = new Signal<this, void>(this);
  private _widths: Widths | null = null;
}

/** The height of Lumino's horizontal scroll bar. */
const SCROLLBAR = 16;

/** How much of a long value the tooltip shows. */
const TOOLTIP = 1000;

export namespace Grid {
  export interface IOptions {
    /** The rows; the caller disposes of them. */
    model: GridModel;
    /** What the rows are, for those who cannot see them. */
    label: string;
    themes: IThemeManager | null;
  }
}
