import type { SelectionModel } from '@lumino/datagrid';

import { ArrangedModel } from '../arranged';
import { Arrangement } from '../arrangement';
import type { GridModel } from '../model';
import { SelectedCells } from '../selectedcells';
import { StaticDataModel } from '../staticdatamodel';
import { COLUMNS } from './pages';

const ROWS = Array.from({ length: 10 }, (_, row) => [row, `row ${row}`]);

/** The cells of a grid of ten rows, and what puts so many rows in their place. */
function shown(): {
  cells: SelectedCells;
  arrangement: Arrangement;
  replace: (rows: number) => void;
} {
  const canvas = { selectionModel: null as SelectionModel | null, scrollToCell() {} };
  const arrangement = new Arrangement(COLUMNS);
  const model = (): GridModel => arranged.rows;
  const cells = new SelectedCells({ canvas, arrangement, model });
  const arranged = new ArrangedModel(new StaticDataModel(COLUMNS, ROWS), arrangement);
  cells.begin(arranged);
  return {
    cells,
    arrangement,
    replace: rows =>
      cells.replace(() => {
        arranged.rows = new StaticDataModel(COLUMNS, ROWS.slice(0, rows));
      })
  };
}

describe('SelectedCells', () => {
  it('keeps the cursor in its column as other rows come, and tells nobody', () => {
    const { cells, replace } = shown();
    cells.ranges = [{ rows: [3, 5], columns: ['word'] }];
    let told = 0;
    cells.changed.connect(() => told++);
    replace(10);
    expect(cells.cursor).toEqual({ row: 0, column: 1 });
    expect(cells.ranges).toEqual([{ rows: [0, 0], columns: ['word'] }]);
    expect(told).toBe(0);
    cells.cursor = { row: 2, column: 0 };
    expect([told, cells.cursor]).toEqual([1, { row: 2, column: 0 }]);
  });

  it('has the column still after there were no rows', () => {
    const { cells, replace } = shown();
    cells.cursor = { row: 4, column: 1 };
    replace(0);
    expect([cells.cursor, cells.ranges]).toEqual([null, []]);
    replace(3);
    expect(cells.cursor).toEqual({ row: 0, column: 1 });
  });

  it('keeps the cursor in its column as that is moved or pinned', () => {
    const { cells, arrangement } = shown();
    cells.cursor = { row: 4, column: 0 };
    arrangement.shift(0, 1);
    expect(cells.cursor).toEqual({ row: 4, column: 0 });
    arrangement.pin(1);
    expect(cells.cursor).toEqual({ row: 4, column: 0 });
  });

  it('has no cursor where there was none', () => {
    const { cells, replace } = shown();
    replace(3);
    expect(cells.cursor).toBeNull();
    cells.cursor = { row: 1, column: 1 };
    cells.ranges = [];
    replace(10);
    expect(cells.cursor).toBeNull();
  });
});
