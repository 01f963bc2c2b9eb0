/**
 * The grids that are shown, and the kernels' widgets for them, by the key that both know.
 *
 * Either may come first, and there may be several grids of one result. No DOM.
 */
import {
  DisposableDelegate,
  DisposableSet,
  type IDisposable
} from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { View } from '../api/contract';
import type { IRange } from '../grid/ranges';

/** What is seen and selected: in a grid, and in a widget of a kernel. */
export interface ISeen {
  readonly view: Required<View>;
  readonly selection: readonly IRange[];
}

/** One side of the pair. */
export interface ISide {
  readonly seen: ISeen;
  show(seen: ISeen): void;
  /** The person, or Python, has changed what is seen or selected. */
  readonly changed: ISignal<unknown, unknown>;
}

/** A grid: it knows also how many rows are seen, null while that is not known. */
export interface IGridSide extends ISide {
  readonly rowCount: number | null;
}

/** A widget of a kernel. */
export interface IWidgetSide extends ISide {
  tell(rowCount: number | null): void;
}

const same = (one: ISeen, other: ISeen): boolean =>
  JSON.stringify([one.view, one.selection]) ===
  JSON.stringify([other.view, other.selection]);

const atRest = ({ view, selection }: ISeen): boolean =>
  view.sort.length === 0 &&
  view.filter === null &&
  view.search === null &&
  selection.length === 0;

/** What one side does the other follows, until this is disposed of. */
function pair(grid: IGridSide, widget: IWidgetSide): IDisposable {
  // The grid may write what Python chose in another way. Told so, Python would take it for what
  // the person wants, over what it has chosen meanwhile.
  let follows = false;
  let followed: ISeen | null = null;
  const toGrid = (): void => {
    if (!same(grid.seen, widget.seen)) {
      follows = true;
      grid.show(widget.seen);
      follows = false;
      followed = grid.seen;
    }
  };
  const toWidget = (): void => {
    const known = follows || (followed !== null && same(grid.seen, followed));
    if (!known) {
      followed = null;
      if (!same(grid.seen, widget.seen)) {
        widget.show(grid.seen);
      }
    }
    widget.tell(grid.rowCount);
  };
  // What Python has chosen goes before; what is at rest it has not.
  if (atRest(widget.seen)) {
    toWidget();
  } else {
    toGrid();
    widget.tell(grid.rowCount);
  }
  grid.changed.connect(toWidget);
  widget.changed.connect(toGrid);
  return new DisposableDelegate(() => {
    grid.changed.disconnect(toWidget);
    widget.changed.disconnect(toGrid);
  });
}

export class LiveGrids {
  /** A grid is shown; disposing of what this gives takes it away again. */
  addGrid(key: string, grid: IGridSide): IDisposable {
    return this._add(key, this._grids, grid, this._widgets, widget =>
      pair(grid, widget)
    );
  }

  /** A kernel has a widget. */
  addWidget(key: string, widget: IWidgetSide): IDisposable {
    return this._add(key, this._widgets, widget, this._grids, grid =>
      pair(grid, widget)
    );
  }

  private _add<Mine, Others>(
    key: string,
    mine: Sides<Mine>,
    side: Mine,
    others: Sides<Others>,
    bind: (other: Others) => IDisposable
  ): IDisposable {
    const bonds = new DisposableSet();
    const entry: ISideEntry<Mine> = { side, bonds };
    const entries = mine.get(key) ?? [];
    mine.set(key, [...entries, entry]);
    for (const other of others.get(key) ?? []) {
      const bond = bind(other.side);
      bonds.add(bond);
      other.bonds.add(bond);
    }
    return new DisposableDelegate(() => {
      bonds.dispose();
      const left = (mine.get(key) ?? []).filter(each => each !== entry);
      if (left.length > 0) {
        mine.set(key, left);
      } else {
        mine.delete(key);
      }
    });
  }

  private readonly _grids: Sides<IGridSide> = new Map();
  private readonly _widgets: Sides<IWidgetSide> = new Map();
}

interface ISideEntry<Side> {
  side: Side;
  bonds: DisposableSet;
}

type Sides<Side> = Map<string, ISideEntry<Side>[]>;
