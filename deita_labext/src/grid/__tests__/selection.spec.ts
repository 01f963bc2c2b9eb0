import { DataModel } from '@lumino/datagrid';

import { CellSelection } from '../selection';

class Rows extends DataModel {
  pinned = 2;

  override rowCount(): number {
    return 10;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? 3 : 1 + this.pinned;
  }

  override data(): null {
    return null;
  }

  shrink(): void {
    this.pinned = 0;
    this.emitChanged({ type: 'model-reset' });
  }
}

const CELL = { r1: 4, r2: 4, cursorRow: 4, clear: 'all' as const };

describe('CellSelection', () => {
  it('reaches pinned columns below zero, and no further', () => {
    const selection = new CellSelection(new Rows());
    const told: number[] = [];
    selection.changed.connect(() => told.push(selection.cursorColumn));
    for (const column of [0, -1, -2, -3]) {
      selection.select({ ...CELL, c1: column, c2: column, cursorColumn: column });
    }
    expect(told).toEqual([0, -1, -2, -2]);
    expect([...selection.selections()]).toEqual([{ r1: 4, c1: -2, r2: 4, c2: -2 }]);
    expect(selection.isRowSelected(4)).toBe(true);
    expect(selection.isColumnSelected(0)).toBe(false);
  });

  it('has the pinned columns of whole rows too', () => {
    const selection = new CellSelection(new Rows());
    selection.select({ ...CELL, c1: 0, c2: Infinity, cursorColumn: 0 });
    expect(selection.currentSelection()).toEqual({ r1: 4, c1: -2, r2: 4, c2: 2 });
    expect(selection.cursorColumn).toBe(0);
  });

  it('stays within what is there', () => {
    const rows = new Rows();
    const selection = new CellSelection(rows);
    selection.select({ ...CELL, c1: -2, c2: 1, cursorColumn: -2 });
    rows.shrink();
    expect(selection.currentSelection()).toEqual({ r1: 4, c1: 0, r2: 4, c2: 2 });
    selection.clear();
    expect(selection.isEmpty).toBe(true);
  });
});
