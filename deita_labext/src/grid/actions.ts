/** What keys, pointer and menus do with a grid's columns and cells. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Region } from './canvas';
import type { GridAction } from './commandids';
import { Copier } from './copying';
import { filterPopover } from './filterpopover';
import type { Grid } from './grid';
import {
  barsOf,
  brushedBins,
  type IHeaderSizes,
  listedValues,
  listFilter,
  partAt,
  rangeFilter,
  sharesOf
} from './headerparts';
import { showKeys } from './keyhelp';
import type { IKeyHost } from './keys';
import { type MenuAction, openMenu } from './menu';
import { GridMenus } from './menus';
import type { IHeaderPlace, IMouseHost } from './mouse';
import { PADDING } from './renderers';
import type { FetchSummary, Summaries } from './summaries';
import type { ViewModel } from './viewmodel';
import { NARROWEST } from './widths';

export interface IActionOptions {
  view: ViewModel;
  summaries: Summaries;
  fetchSummary: FetchSummary | null;
  trans: TranslationBundle;
  /** Shows a value in full, or all fields of a row. */
  open: (mode: 'row' | 'cell', row: number, column: number) => void;
  /** Closes what is beside the rows; true where something was. */
  close: () => boolean;
  search: () => void;
}

export class GridActions implements IKeyHost, IMouseHost {
  constructor(
    private readonly _grid: Grid,
    private readonly _options: IActionOptions
  ) {
    this._copier = new Copier(_grid, _options.trans);
    this._menus = new GridMenus(_grid, this._copier, {
      ..._options,
      filter: column => this.filter(column),
      help: () => this.help()
    });
  }

  get sizes(): IHeaderSizes {
    return this._grid.theme.header;
  }

  // Keys

  copy(): void {
    void this._copier.copy('tsv');
  }

  openFilter(): void {
    const column = this._grid.cursor?.column ?? this._grid.arrangement.shown[0];
    if (column !== undefined) {
      this.filter(column);
    }
  }

  openHeaderMenu(place?: IHeaderPlace, clientX?: number, clientY?: number): void {
    const column = place
      ? this._columnAt(place)
      : (this._grid.cursor?.column ?? this._grid.arrangement.shown[0]);
    if (column === undefined || column < 0) {
      return;
    }
    const box = this._grid.places.headerOf(column);
    openMenu(this._menus.column(column), clientX ?? box.left, clientY ?? box.bottom);
  }

  openCellMenu(
    row?: number,
    column?: number,
    clientX?: number,
    clientY?: number
  ): void {
    if (row !== undefined && column !== undefined) {
      this._select(row, this._grid.arrangement.at(column) ?? -1);
    }
    const { cursor } = this._grid;
    if (!cursor) {
      return;
    }
    const box = this._grid.places.headerOf(cursor.column);
    openMenu(
      this._menus.cell(cursor.row, cursor.column),
      clientX ?? box.left,
      clientY ?? box.bottom
    );
  }

  /** As the pointer has it, or at the cursor. */
  openCell(row?: number, column?: number): void {
    const { cursor, arrangement } = this._grid;
    if (row !== undefined && column !== undefined) {
      const index = arrangement.at(column);
      if (index !== undefined) {
        this._options.open('cell', row, index);
      }
    } else if (cursor) {
      this._options.open('cell', cursor.row, cursor.column);
    }
  }

  openRow(): void {
    const { cursor } = this._grid;
    if (cursor) {
      this._options.open('row', cursor.row, cursor.column);
    }
  }

  close(): boolean {
    return this._options.close();
  }

  search(): void {
    this._options.search();
  }

  /** What the menus at the cursor have under that name; null where they have it not. */
  find(action: GridAction): MenuAction | null {
    const { cursor, arrangement } = this._grid;
    const column = cursor?.column ?? arrangement.shown[0];
    return column === undefined
      ? null
      : this._menus.find(action, cursor?.row ?? 0, column);
  }

  help(): void {
    void showKeys(this._options.trans).then(() => this._grid.activate());
  }

  moveColumn(by: number): void {
    const { cursor, arrangement } = this._grid;
    if (cursor) {
      arrangement.shift(cursor.column, by);
      this._grid.cursor = cursor;
    }
  }

  widenColumn(by: number): void {
    const { cursor, arrangement } = this._grid;
    if (cursor) {
      const width = this._grid.places.widthOf(cursor.column) + by;
      arrangement.setWidth(cursor.column, Math.max(NARROWEST / 2, width));
    }
  }

  // Keys and pointer

  /** By the column of the cursor, or of a header. */
  sort(place: IHeaderPlace | boolean, add = false): void {
    const column =
      typeof place === 'boolean' ? this._grid.cursor?.column : this._columnAt(place);
    if (column !== undefined && column >= 0) {
      this._options.view.toggleSort(column, place === true || add);
    }
  }

  // Pointer

  selectColumn(header: IHeaderPlace): void {
    const place = this._grid.arrangement.placeOf(this._columnAt(header));
    if (place !== null) {
      this._grid.canvas.selectionModel?.select({
        ...{ r1: 0, r2: Infinity, c1: place, c2: place },
        ...{ cursorRow: 0, cursorColumn: place, clear: 'all' }
      });
    }
  }

  drag(_: IHeaderPlace, clientX: number | null): void {
    const over = clientX === null ? null : this._dropAt(clientX);
    this._grid.showDrop(over?.edge ?? null);
  }

  drop(place: IHeaderPlace, clientX: number): void {
    const { arrangement } = this._grid;
    const column = this._columnAt(place);
    const over = this._dropAt(clientX);
    if (column < 0 || !over) {
      return;
    }
    if (over.pinned) {
      arrangement.pin(column);
    } else {
      arrangement.unpin(column);
    }
    arrangement.move(column, over.before);
  }

  brush(place: IHeaderPlace, to: number, done: boolean): void {
    const column = this._columnAt(place);
    const state = this._options.summaries.of(column);
    if (!state) {
      return;
    }
    const share = (x: number): number =>
      Math.max(0, Math.min(0.9999, (x - PADDING) / (place.width - 2 * PADDING)));
    const { bins } = state.summary;
    if (bins && bins.length > 0) {
      const bars = barsOf(bins);
      const at = [partAt(bars, share(place.x)), partAt(bars, share(to))];
      this._brushBins(column, Math.min(...at), Math.max(...at), done);
    } else if (done) {
      const shares = sharesOf(state);
      const chosen = shares[partAt(shares, share(to))];
      if (chosen && chosen.kind !== 'rest') {
        this.toggleValue(column, chosen.value);
      }
    }
  }

  resized(region: Region, index: number): void {
    const column = this._grid.places.columnOf(region, index);
    if (column >= 0) {
      this._grid.arrangement.setWidth(
        column,
        this._grid.canvas.columnSize(region, index)
      );
    }
  }

  fit(region: Region, index: number): void {
    const column = this._grid.places.columnOf(region, index);
    if (column >= 0) {
      this._grid.fitColumn(column);
    } else {
      this._grid.canvas.resizeColumn(region, index, null);
    }
  }

  /** Opens what filters a column, below its header. */
  filter(column: number): void {
    const { fetchSummary: fetch, trans, view } = this._options;
    const named = view.columns[column];
    if (!named) {
      return;
    }
    const popover = filterPopover({ view, index: column, column: named, fetch, trans });
    popover.openAt(this._grid.places.headerOf(column), () => this._grid.activate());
    popover.node.querySelector<HTMLElement>('input, select')?.focus();
  }

  /** Adds a value to those that are kept, or takes it away. */
  toggleValue(column: number, value: unknown): void {
    const { view } = this._options;
    const kept = [...(listedValues(view.conditionOf(column)) ?? [])];
    const at = kept.indexOf(value);
    if (at >= 0) {
      kept.splice(at, 1);
    } else {
      kept.push(value);
    }
    view.setCondition(column, listFilter(view.refOf(column), kept));
  }

  private _brushBins(column: number, first: number, last: number, done: boolean): void {
    const { summaries, view } = this._options;
    const bins = summaries.of(column)?.summary.bins ?? [];
    if (first < 0) {
      return;
    }
    if (!done) {
      this._grid.brush = { column, first, last };
      return;
    }
    this._grid.brush = null;
    const before = brushedBins(view.conditionOf(column), bins);
    // A press on all that is chosen takes it back.
    const again = before?.[0] === first && before[1] === last;
    view.setCondition(
      column,
      again ? null : rangeFilter(view.refOf(column), bins, first, last)
    );
  }

  /** Moves the cursor to a cell, but where it is within what is selected. */
  private _select(row: number, column: number): void {
    const within = this._grid.selected.cells.some(
      ({ first, last, columns }) =>
        row >= first && row <= last && columns.includes(column)
    );
    if (!within && column >= 0) {
      this._grid.cursor = { row, column };
    }
  }

  private _columnAt({ region, column }: IHeaderPlace): number {
    return this._grid.places.columnOf(region, column);
  }

  /** Before which column something would be dropped, and where in the window that is. */
  private _dropAt(
    clientX: number
  ): { before: number | null; edge: number; pinned: boolean } | null {
    const { arrangement } = this._grid;
    let last: DOMRect | null = null;
    for (const column of arrangement.shown) {
      const box = this._grid.places.headerOf(column);
      const pinned = arrangement.isPinned(column);
      if (clientX >= box.left && clientX < box.right) {
        const behind = clientX > box.left + box.width / 2;
        const row = pinned ? arrangement.pinned : arrangement.scrolled;
        const before = behind ? (row[row.indexOf(column) + 1] ?? null) : column;
        return { before, edge: behind ? box.right : box.left, pinned };
      }
      last = box;
    }
    return last && clientX >= last.right
      ? { before: null, edge: last.right, pinned: false }
      : null;
  }

  private readonly _copier: Copier;
  private readonly _menus: GridMenus;
}
