/** What is selected, of pinned columns too, which Lumino's own model knows nothing of. No DOM. */
import { BasicSelectionModel, DataModel, SelectionModel } from '@lumino/datagrid';

/**
 * Places of columns are counted from the first that scrolls: the pinned ones beside it are below
 * zero, the last of them at -1. Lumino draws what is at zero and above.
 */
export class CellSelection extends SelectionModel {
  constructor(dataModel: DataModel) {
    super({ dataModel });
    this._shown = new BasicSelectionModel({ dataModel: new ShownColumns(dataModel) });
    this._shown.changed.connect(this.emitChanged, this);
  }

  get isEmpty(): boolean {
    return this._shown.isEmpty;
  }

  get cursorRow(): number {
    return this._shown.cursorRow;
  }

  get cursorColumn(): number {
    return this._shown.cursorColumn - pinnedCount(this.dataModel);
  }

  override moveCursorWithinSelections(
    direction: SelectionModel.CursorMoveDirection
  ): void {
    this._shown.moveCursorWithinSelections(direction);
  }

  override currentSelection(): SelectionModel.Selection | null {
    const current = this._shown.currentSelection();
    return current && shifted(current, -pinnedCount(this.dataModel));
  }

  override *selections(): IterableIterator<SelectionModel.Selection> {
    const pinned = pinnedCount(this.dataModel);
    for (const selection of this._shown.selections()) {
      yield shifted(selection, -pinned);
    }
  }

  override select(args: SelectionModel.SelectArgs): void {
    const pinned = pinnedCount(this.dataModel);
    // Lumino means whole rows by all columns that it knows.
    const c1 = args.c1 === 0 && args.c2 === Infinity ? -pinned : args.c1;
    this._shown.select({
      ...args,
      ...shifted({ ...args, c1 }, pinned),
      cursorColumn: args.cursorColumn + pinned
    });
  }

  override clear(): void {
    this._shown.clear();
  }

  private readonly _shown: BasicSelectionModel;
}

/** How many pinned columns stand beside the row numbers. */
export function pinnedCount(rows: {
  columnCount(region: DataModel.ColumnRegion): number;
}): number {
  return rows.columnCount('row-header') - 1;
}

function shifted(
  { r1, c1, r2, c2 }: SelectionModel.Selection,
  by: number
): SelectionModel.Selection {
  return { r1, c1: c1 + by, r2, c2: c2 + by };
}

/** The same rows, with the pinned columns as the first of all. */
class ShownColumns extends DataModel {
  constructor(private readonly _rows: DataModel) {
    super();
    _rows.changed.connect((_, change) => this.emitChanged(change));
  }

  override rowCount(region: DataModel.RowRegion): number {
    return this._rows.rowCount(region);
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body'
      ? pinnedCount(this._rows) + this._rows.columnCount('body')
      : 0;
  }

  override data(): null {
    return null;
  }
}
