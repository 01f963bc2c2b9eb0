/** The grid for those who cannot see a canvas: what is said, and the cell of the cursor as a table. */
import type { TranslationBundle } from '@jupyterlab/translation';

import { NULL_MARK, painted } from './format';
import { type CellText, type Column, FAILED, PENDING } from './model';
import type { ISortMark } from './viewmodel';

/** Numbers the grids of the page. */
let grids = 0;

/** The cell that has the cursor; rows and columns as people count them, from 1. */
export interface ISpokenCell {
  row: number;
  place: number;
  column: Column;
  value: CellText;
  sort: ISortMark | null;
  filtered: boolean;
}

export class Speech {
  constructor(
    private readonly _grid: HTMLElement,
    private readonly _trans: TranslationBundle
  ) {
    this.live = document.createElement('div');
    this.live.className = 'deita-Grid-spoken';
    this.live.setAttribute('aria-live', 'polite');
    this._table = document.createElement('div');
    this._table.className = 'deita-Grid-table';
    this._table.id = `deita-grid-${++grids}`;
    this._table.setAttribute('role', 'rowgroup');
    _grid.tabIndex = 0;
    _grid.setAttribute('role', 'grid');
    _grid.setAttribute('aria-multiselectable', 'true');
    _grid.setAttribute('aria-readonly', 'true');
    _grid.append(this._table);
    this._fill(null);
  }

  /** What is read out as it changes. */
  readonly live: HTMLElement;

  say(text: string): void {
    this.live.textContent = text;
  }

  /** What the grid is called, and how large it is; `rows` null where that is not known. */
  describe(label: string, rows: number | null, columns: number): void {
    this._grid.setAttribute('aria-label', label);
    this._grid.setAttribute('aria-rowcount', String(rows === null ? -1 : rows + 1));
    this._grid.setAttribute('aria-colcount', String(columns + 1));
  }

  /** Puts the cell of the cursor, its header and its row's number into the table. */
  show(cell: ISpokenCell | null): void {
    this._fill(cell);
  }

  /** `Row 3, carrier: UA`. */
  sentence({ row, column, value }: ISpokenCell): string {
    return this._trans.__(
      'Row %1, %2: %3',
      row.toLocaleString(),
      column.name,
      this._words(value)
    );
  }

  private _words(value: CellText): string {
    switch (value) {
      case PENDING:
        return this._trans.__('loading');
      case FAILED:
        return this._trans.__('not loaded');
      case null:
        return this._trans.__('null %1', NULL_MARK);
      case '':
        return this._trans.__('empty text');
      default:
        return painted(value);
    }
  }

  private _fill(cell: ISpokenCell | null): void {
    const head = row(1);
    const corner = part('columnheader', 1, this._trans.__('Row'));
    if (!cell) {
      head.append(corner);
      this._table.replaceChildren(head);
      return;
    }
    const { sort, filtered, column, place } = cell;
    const words = [column.name, column.type];
    if (filtered) {
      words.push(this._trans.__('filtered'));
    }
    const header = part('columnheader', place + 1, words.join(', '));
    header.setAttribute(
      'aria-sort',
      sort ? (sort.descending ? 'descending' : 'ascending') : 'none'
    );
    head.append(corner, header);
    const body = row(cell.row + 1);
    body.append(
      part('rowheader', 1, cell.row.toLocaleString()),
      part('gridcell', place + 1, this._words(cell.value))
    );
    this._table.replaceChildren(head, body);
  }

  private readonly _table: HTMLElement;
}

function row(index: number): HTMLElement {
  const node = document.createElement('div');
  node.setAttribute('role', 'row');
  node.setAttribute('aria-rowindex', String(index));
  return node;
}

function part(role: string, column: number, text: string): HTMLElement {
  const node = document.createElement('div');
  node.setAttribute('role', role);
  node.setAttribute('aria-colindex', String(column));
  node.textContent = text;
  return node;
}
