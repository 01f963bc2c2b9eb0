/** The pointer: headers sort, move and are brushed; all else is Lumino's own. */
import { BasicMouseHandler, type DataGrid } from '@lumino/datagrid';
import { Platform } from '@lumino/domutils';

import type { Region } from './canvas';
import { type IHeaderSizes, type Zone, zoneAt } from './headerparts';

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
    super.release();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const resized = this._resizedAt(grid, event);
    this._resizing = resized;
    const place = resized ? null : this._placeAt(grid, event);
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
      super.onMouseMove(grid, event);
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
    const { region, row, column } = grid.hitTest(event.clientX, event.clientY);
    if (region === 'body' || (region === 'row-header' && column > 0)) {
      this._host.openCell(row, region === 'body' ? column : -column);
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
    const { region, row, column } = grid.hitTest(clientX, clientY);
    if (place) {
      this._host.openHeaderMenu(place, clientX, clientY);
    } else if (region === 'body') {
      this._host.openCellMenu(row, column, clientX, clientY);
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

  private _press: IPress | null = null;
  private _resizing: { region: Region; column: number } | null = null;
}
