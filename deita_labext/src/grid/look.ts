/** How a grid's cells and headers look: theme, formats, widths, renderers. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { type CellRenderer, DataGrid } from '@lumino/datagrid';

import type { ArrangedModel } from './arranged';
import type { GridCanvas } from './canvas';
import { type Display, displayOf, type IFormats } from './display';
import { HeaderRenderer, type IBrush } from './headerrenderer';
import { Marks } from './marks';
import type { GridModel } from './model';
import { RowHeaderRenderer, ValueRenderer } from './renderers';
import type { Summaries } from './summaries';
import type { IGridTheme } from './theme';
import type { ViewModel } from './viewmodel';
import { Widths } from './widths';

export interface ILookOptions {
  view: ViewModel;
  summaries: Summaries;
  trans: TranslationBundle;
  /** What the canvas shows; null while it shows nothing. */
  arranged: () => ArrangedModel | null;
}

export class Look {
  constructor(
    private readonly _canvas: GridCanvas,
    private readonly _options: ILookOptions,
    private _formats: IFormats
  ) {}

  /** The theme; null until the grid is in the page. */
  get theme(): IGridTheme | null {
    return this._theme;
  }

  /** The bins that are being brushed. */
  brush: IBrush | null = null;

  set formats(formats: IFormats) {
    this._formats = formats;
  }

  /** Takes a theme for the canvas; its sizes are those of the first. */
  take(theme: IGridTheme): void {
    const first = this._theme === null;
    this._theme = theme;
    this._widths = new Widths(theme);
    this._canvas.style = theme.style;
    if (first) {
      this._canvas.defaultSizes = {
        ...DataGrid.defaultSizes,
        rowHeight: theme.rowHeight,
        columnHeaderHeight: theme.header.height
      };
    }
  }

  /** Has the canvas painted by the theme, for these rows. */
  paint({ columns }: GridModel): void {
    const theme = this._theme;
    if (!theme) {
      return;
    }
    const { arranged, summaries, trans, view } = this._options;
    const marks = new Marks(theme.dim, theme.markSize, () => {
      if (!this._canvas.isDisposed) {
        this._canvas.repaintHeader();
      }
    });
    this._displays = columns.map(column => displayOf(column.kind, this._formats));
    const values = new ValueRenderer(
      theme,
      columns,
      this._displays,
      ({ region, column }) => arranged()?.columnAt(region, column) ?? -1
    );
    const brush = (): IBrush | null => this.brush;
    const header = new HeaderRenderer(
      theme,
      marks,
      {
        columns,
        view,
        summaries,
        get brush() {
          return brush();
        }
      },
      trans
    );
    const { painter } = this._canvas;
    const direct = (renderer: CellRenderer): CellRenderer =>
      painter?.of(renderer) ?? renderer;
    this._canvas.cellRenderers.update({
      body: direct(values),
      'column-header': direct(header),
      'corner-header': direct(header),
      'row-header': direct(new RowHeaderRenderer(theme, values))
    });
  }

  /** The width that fits a column and its rows from row `first` on; -1 is the row numbers. */
  fitting(model: GridModel, column: number, first: number): number {
    if (!this._widths) {
      return DataGrid.defaultSizes.columnWidth;
    }
    return column < 0
      ? this._widths.rowHeader(model.known)
      : this._widths.column(model, column, first, this._displays[column]);
  }

  private _displays: Display[] = [];
  private _theme: IGridTheme | null = null;
  private _widths: Widths | null = null;
}
