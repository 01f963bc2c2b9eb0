import { Signal } from '@lumino/signaling';

import { type IGridSide, type ISeen, type IWidgetSide, LiveGrids } from '../livegrids';

const KEY = 'a';
const REST: ISeen = {
  view: { sort: [], filter: null, search: null },
  selection: []
};
const LATEST: ISeen = {
  view: {
    sort: [{ column: 'delay', descending: true, nulls: 'last' }],
    filter: null,
    search: null
  },
  selection: []
};
const FOUND: ISeen = {
  view: { sort: [], filter: null, search: 'JFK' },
  selection: [{ rows: [0, 4], columns: ['delay'] }]
};

/** One side, as a person or Python would handle it. */
class Side implements IGridSide, IWidgetSide {
  constructor(
    public seen: ISeen,
    public rowCount: number | null = null
  ) {}

  readonly changed = new Signal<this, void>(this);
  shows = 0;
  told: (number | null)[] = [];

  show(seen: ISeen): void {
    this.shows += 1;
    this.change(seen);
  }

  tell(rowCount: number | null): void {
    this.told.push(rowCount);
  }

  change(seen: ISeen): void {
    this.seen = seen;
    this.changed.emit();
  }
}

describe('LiveGrids', () => {
  it('has each follow the other, whichever comes first', () => {
    for (const gridFirst of [true, false]) {
      const grids = new LiveGrids();
      const grid = new Side(REST, 100);
      const widget = new Side(REST);
      if (gridFirst) {
        grids.addGrid(KEY, grid);
        grids.addWidget(KEY, widget);
      } else {
        grids.addWidget(KEY, widget);
        grids.addGrid(KEY, grid);
      }
      expect(widget.told).toEqual([100]);
      grid.rowCount = 7;
      grid.change(FOUND);
      expect(widget.seen).toEqual(FOUND);
      expect(widget.told.at(-1)).toBe(7);
      widget.change(LATEST);
      expect(grid.seen).toEqual(LATEST);
      expect([grid.shows, widget.shows]).toEqual([1, 1]);
    }
  });

  it('shows what Python chose before, and keeps what the person did otherwise', () => {
    const grids = new LiveGrids();
    const early = new Side(FOUND, 5);
    grids.addGrid(KEY, early);
    const widget = new Side(REST);
    grids.addWidget(KEY, widget);
    expect(widget.seen).toEqual(FOUND);
    const late = new Side(REST, null);
    grids.addGrid(KEY, late);
    expect(late.seen).toEqual(FOUND);
    expect(early.shows).toBe(0);
  });

  it('has all grids of a result show the same', () => {
    const grids = new LiveGrids();
    const [one, other, stranger] = [new Side(REST), new Side(REST), new Side(REST)];
    grids.addGrid(KEY, one);
    grids.addGrid(KEY, other);
    grids.addGrid('b', stranger);
    const widget = new Side(REST);
    grids.addWidget(KEY, widget);
    widget.change(LATEST);
    expect([one.seen, other.seen, stranger.seen]).toEqual([LATEST, LATEST, REST]);
    one.change(FOUND);
    expect([widget.seen, other.seen, stranger.seen]).toEqual([FOUND, FOUND, REST]);
  });

  it('does not tell Python what it chose itself, however the grid writes it', () => {
    /** A grid that writes out what is left to it. */
    class Exact extends Side {
      override show(seen: ISeen): void {
        const sort = seen.view.sort.map(key => ({ nulls: 'last' as const, ...key }));
        super.show({ ...seen, view: { ...seen.view, sort } });
      }
    }
    const grids = new LiveGrids();
    const grid = new Exact(REST, 100);
    const widget = new Side(REST);
    grids.addGrid(KEY, grid);
    grids.addWidget(KEY, widget);
    const short = { ...REST, view: { ...REST.view, sort: [{ column: 'delay' }] } };
    widget.change(short);
    expect(grid.seen.view.sort).toEqual([{ column: 'delay', nulls: 'last' }]);
    // Its rows are there.
    grid.rowCount = 100;
    grid.changed.emit();
    expect([widget.shows, widget.told.at(-1)]).toEqual([0, 100]);
    widget.change(REST);
    expect(grid.seen).toEqual(REST);
    // What the person does is told, also what Python had chosen before.
    grid.change(FOUND);
    grid.change(REST);
    expect([widget.shows, widget.seen]).toEqual([2, REST]);
  });

  it('ends with either side', () => {
    const grids = new LiveGrids();
    const grid = new Side(REST);
    const gone = new Side(REST);
    const shown = grids.addGrid(KEY, grid);
    grids.addWidget(KEY, gone).dispose();
    gone.change(LATEST);
    grid.change(FOUND);
    expect([grid.shows, gone.shows]).toEqual([0, 0]);
    const widget = new Side(REST);
    grids.addWidget(KEY, widget);
    shown.dispose();
    grid.change(LATEST);
    widget.change(REST);
    expect([widget.seen, grid.seen]).toEqual([REST, LATEST]);
  });
});
