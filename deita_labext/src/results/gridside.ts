/** A grid that is shown, as one of the sides that follow each other. */
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { GridPanel } from '../grid/gridpanel';
import type { IRange } from '../grid/ranges';
import type { IGridSide, ISeen } from './livegrids';

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export class GridSide implements IGridSide {
  constructor(private readonly _grid: GridPanel) {
    _grid.viewChanged.connect(this._onChanged, this);
    _grid.selectionChanged.connect(this._onChanged, this);
    _grid.rowsChanged.connect(this._onRowsChanged, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get seen(): ISeen {
    return {
      view: this._grid.view,
      selection: this._toSelect ?? this._grid.selection
    };
  }

  get rowCount(): number | null {
    return this._grid.counts.seen;
  }

  show({ view, selection }: ISeen): void {
    if (!same(view, this._grid.view)) {
      // Of other rows nothing can be selected before they are here.
      this._toSelect = selection;
      this._grid.view = view;
    } else if (this._toSelect) {
      this._toSelect = selection;
    } else {
      this._grid.selection = [...selection];
    }
  }

  private _onChanged(): void {
    this._changed.emit();
  }

  private _onRowsChanged(): void {
    const selection = this._toSelect;
    if (selection) {
      this._toSelect = null;
      this._grid.selection = [...selection];
    }
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _toSelect: readonly IRange[] | null = null;
}
