/** The pointer: headers sort, move and are brushed; all else is Lumino's own. */
import {
  BasicMouseHandler,
  type DataGrid,
  type SelectionModel
} from '@lumino/datagrid';
import { Platform } from '@lumino/domutils';

import type { Region } from './canvas';
import { type IHeaderSizes, type Zone, zoneAt } from './headerparts';
import { pinnedCount } from './selection';

/** A place in a header. */
export interface IHeaderPlace {
  region: Region;
  /** The column within its region. */
  column: number;
  zone: Zone;
  /** From the column's left edge, in pixels. */
  x: number;
  width: number;
}

export interface IMouseHost {
  readonly sizes: IHeaderSizes;
  sort(place: IHeaderPlace, add: boolean): void;
  selectColumn(place: IHeaderPlace): void;
  openHeaderMenu(place: IHeaderPlace, clientX: number, clientY: number): void;
  /** Of cells, places of columns are below zero where they are pinned. */
  openCellMenu(row: number, column: number, clientX: number, clientY: number): void;
  /** A column is being dragged over the window's `clientX`; null where that ends. */
  drag(place: IHeaderPlace, clientX: number | null): void;
  drop(place: IHeaderPlace, clientX: number): void;
  /** A chart is brushed from one place to another, both from the column's left edge. */
  brush(place: IHeaderPlace, to: number, done: boolean): void;
  resized(region: Region, column: number): void;
  fit(region: Region, column: number): void;
  openCell(row: number, column: number): void;
}

/** Pixels before and behind a header's edge at which it is resized; Lumino's own. */
const BEFORE = 6;
const BEHIND = 5;

/** Pixels that the pointer moves before a press is a drag. */
const SLACK = 5;

interface IPress {
  place: IHeaderPlace;
  clientX: number;
  left: number;
  dragged: boolean;
  add: boolean;
  accel: boolean;
}

export class GridMouseHandler extends BasicMouseHandler {
  constructor(private readonly _host: IMouseHost) {
    super();
  }

  override release(): void {
    this._press = null;
    this._cells = null;
    super.release();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const resized = this._resizedAt(grid, event);
    this._resizing = resized;
    const place = resized ? null : this._placeAt(grid, event);
    const cell = cellAt(grid, event);
    this._cells = event.button === 0 && cell ? { pinned: cell.column < 0 } : null;
    if (this._cells?.pinned && cell) {
      const { selectionModel: selection } = grid;
      const from = event.shiftKey && selection && !selection.isEmpty;
      const accel = Platform.accelKey(event);
      select(grid, cell, {
        row: from ? selection.cursorRow : cell.row,
        column: from ? selection.cursorColumn : cell.column,
        clear: accel ? 'none' : from ? 'current' : 'all'
      });
      return;
    }
    if (!place) {
      super.onMouseDown(grid, event);
      return;
    }
    this._press = {
      place,
      clientX: event.clientX,
      left: event.clientX - place.x,
      dragged: false,
      add: event.shiftKey,
      accel: Platform.accelKey(event)
    };
    if (place.zone === 'chart') {
      this._host.brush(place, place.x, false);
    }
  }

  override onMouseMove(grid: DataGrid, event: MouseEvent): void {
    const press = this._press;
    if (!press) {
      if (!this._selects(grid, event)) {
        super.onMouseMove(grid, event);
      }
      return;
    }
    const { clientX } = event;
    if (press.place.zone === 'chart') {
      this._host.brush(press.place, clientX - press.left, false);
    } else if (press.dragged || Math.abs(clientX - press.clientX) > SLACK) {
      press.dragged = true;
      grid.viewport.node.style.cursor = 'grabbing';
      this._host.drag(press.place, clientX);
    }
  }

  override onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const press = this._press;
    const resizing = this._resizing;
    this._resizing = null;
    super.onMouseUp(grid, event);
    if (resizing) {
      this._host.resized(resizing.region, resizing.column);
    }
    if (!press) {
      return;
    }
    const { place, dragged, left } = press;
    if (place.zone === 'chart') {
      this._host.brush(place, event.clientX - left, true);
    } else if (dragged) {
      this._host.drag(place, null);
      this._host.drop(place, event.clientX);
    } else if (place.zone === 'menu') {
      this._host.openHeaderMenu(place, event.clientX, event.clientY);
    } else if (press.accel) {
      this._host.selectColumn(place);
    } else {
      this._host.sort(place, press.add);
    }
  }

  override onMouseDoubleClick(grid: DataGrid, event: MouseEvent): void {
    const resized = this._resizedAt(grid, event);
    this.release();
    if (resized) {
      this._host.fit(resized.region, resized.column);
      return;
    }
    const cell = cellAt(grid, event);
    if (cell) {
      this._host.openCell(cell.row, cell.column);
    }
  }

  override onMouseHover(grid: DataGrid, event: MouseEvent): void {
    super.onMouseHover(grid, event);
    const place = this._resizedAt(grid, event) ? null : this._placeAt(grid, event);
    const { region } = grid.hitTest(event.clientX, event.clientY);
    if (place) {
      grid.viewport.node.style.cursor =
        place.zone === 'chart' ? 'crosshair' : 'pointer';
    } else if (region === 'corner-header') {
      grid.viewport.node.style.cursor = 'default';
    }
  }

  override onContextMenu(grid: DataGrid, event: MouseEvent): void {
    const { clientX, clientY } = event;
    const place = this._placeAt(grid, event);
    const cell = cellAt(grid, event);
    if (place) {
      this._host.openHeaderMenu(place, clientX, clientY);
    } else if (cell) {
      this._host.openCellMenu(cell.row, cell.column, clientX, clientY);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private _placeAt(grid: DataGrid, event: MouseEvent): IHeaderPlace | null {
    const { region, column, x, y, width } = grid.hitTest(event.clientX, event.clientY);
    if (region !== 'column-header' && (region !== 'corner-header' || column === 0)) {
      return null;
    }
    const zone = zoneAt(this._host.sizes, width, x, y);
    return {
      region: region === 'column-header' ? 'body' : 'row-header',
      column,
      zone,
      x,
      width
    };
  }

  /** The column whose right edge the pointer is at, in whichever region. */
  private _resizedAt(
    grid: DataGrid,
    event: MouseEvent
  ): { region: Region; column: number } | null {
    const { region, column, x, width } = grid.hitTest(event.clientX, event.clientY);
    if (region !== 'column-header' && region !== 'corner-header') {
      return null;
    }
    const own = region === 'column-header' ? 'body' : 'row-header';
    if (width - x <= BEFORE) {
      return { region: own, column };
    }
    return x <= BEHIND && column > 0 ? { region: own, column: column - 1 } : null;
  }

  /**
   * Drags a selection from pinned columns, or into them; true where that is so. Within the
   * columns that scroll it is Lumino's own.
   */
  private _selects(grid: DataGrid, event: MouseEvent): boolean {
    const cell = cellAt(grid, event);
    const { selectionModel: selection } = grid;
    if (!this._cells || !selection) {
      return false;
    }
    const into = cell !== null && cell.column < 0 && grid.scrollX === 0;
    if (this._cells.pinned && !cell) {
      const { ly } = grid.mapToLocal(event.clientX, event.clientY);
      if (ly < grid.headerHeight) {
        grid.scrollByStep('up');
      } else if (ly >= grid.viewportHeight) {
        grid.scrollByStep('down');
      }
    } else if (cell && (this._cells.pinned || into)) {
      select(grid, cell, {
        row: selection.cursorRow,
        column: selection.cursorColumn,
        clear: 'current'
      });
      return true;
    }
    return this._cells.pinned;
  }

  /** Where cells are being selected: whether from a pinned column on. */
  private _cells: { pinned: boolean } | null = null;
  private _press: IPress | null = null;
  private _resizing: { region: Region; column: number } | null = null;
}

/** The cell at the pointer; the place of its column is below zero where it is pinned. */
function cellAt(
  grid: DataGrid,
  event: MouseEvent
): { row: number; column: number } | null {
  const { region, row, column } = grid.hitTest(event.clientX, event.clientY);
  if (region === 'body') {
    return { row, column };
  }
  return region === 'row-header' && column > 0
    ? { row, column: column - 1 - pinnedCount(grid) }
    : null;
}

/** Selects the cells from one that has the cursor to another one. */
function select(
  grid: DataGrid,
  to: { row: number; column: number },
  cursor: { row: number; column: number; clear: SelectionModel.ClearMode }
): void {
  grid.selectionModel?.select({
    ...{ r1: cursor.row, c1: cursor.column, r2: to.row, c2: to.column },
    ...{ cursorRow: cursor.row, cursorColumn: cursor.column, clear: cursor.clear }
  });
}
