/** The menus of a column and of a cell. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Filter } from '../api/contract';
import { COPY_LIMIT, type Copier } from './copying';
import type { CopyFormat } from './copytext';
import type { Grid } from './grid';
import type { MenuEntry } from './menu';
import type { ViewModel } from './viewmodel';

export interface IMenuOptions {
  view: ViewModel;
  trans: TranslationBundle;
  /** Shows a value in full, or all fields of a row. */
  open: (mode: 'row' | 'cell', row: number, column: number) => void;
  /** Opens what filters a column. */
  filter: (column: number) => void;
  help: () => void;
}

export class GridMenus {
  constructor(
    private readonly _grid: Grid,
    private readonly _copier: Copier,
    private readonly _options: IMenuOptions
  ) {}

  /** What can be done with a column. */
  column(column: number): MenuEntry[] {
    const { trans, view } = this._options;
    const { arrangement } = this._grid;
    const sort = view.sortOf(column);
    const others = view.state.sort.length > (sort ? 1 : 0);
    const add = others;
    const hidden = arrangement.order.filter(index => arrangement.isHidden(index));
    const names = view.columns;
    return [
      {
        label: trans.__('Sort Upwards'),
        toggled: sort?.descending === false,
        run: () => view.sortBy(column, false)
      },
      {
        label: trans.__('Sort Downwards'),
        toggled: sort?.descending === true,
        run: () => view.sortBy(column, true)
      },
      ...(add
        ? [
            {
              label: trans.__('Then Sort Upwards'),
              run: () => view.sortBy(column, false, true)
            },
            {
              label: trans.__('Then Sort Downwards'),
              run: () => view.sortBy(column, true, true)
            }
          ]
        : []),
      {
        label: trans.__('Do Not Sort'),
        enabled: sort !== null,
        run: () => view.sortBy(column, null, true)
      },
      null,
      {
        label: trans.__('Filter…'),
        key: 'Alt ArrowDown',
        run: () => this._options.filter(column)
      },
      {
        label: trans.__('Remove Filter'),
        enabled: view.conditionOf(column) !== null,
        run: () => view.setCondition(column, null)
      },
      null,
      {
        label: trans.__('Fit Width'),
        run: () => this._grid.fitColumn(column)
      },
      {
        label: arrangement.isPinned(column) ? trans.__('Unpin') : trans.__('Pin'),
        run: () =>
          arrangement.isPinned(column)
            ? arrangement.unpin(column)
            : arrangement.pin(column)
      },
      { label: trans.__('Move Left'), run: () => arrangement.shift(column, -1) },
      { label: trans.__('Move Right'), run: () => arrangement.shift(column, 1) },
      {
        label: trans.__('Hide'),
        run: () => arrangement.hide(column)
      },
      ...(hidden.length > 0
        ? [
            {
              label: trans.__('Show Hidden'),
              entries: [
                { label: trans.__('All'), run: () => arrangement.showAll() },
                null,
                ...hidden.slice(0, 50).map(index => ({
                  label: names[index]?.name ?? '',
                  run: () => arrangement.show(index)
                }))
              ]
            }
          ]
        : []),
      null,
      {
        label: trans.__('Keys…'),
        key: '?',
        run: () => this._options.help()
      }
    ];
  }

  /** What can be done with a cell, with what is selected, and with its column. */
  cell(row: number, column: number): MenuEntry[] {
    const { trans, view } = this._options;
    const copy = (label: string, format: CopyFormat, header = false): MenuEntry => ({
      label,
      run: () => void this._copier.copy(format, header)
    });
    const text = this._grid.model.text(row, column, Infinity);
    const value = typeof text === 'symbol' ? undefined : text;
    const keeps = value === undefined ? null : this._equals(column, value);
    return [
      {
        label: trans.__('Copy'),
        key: 'Accel C',
        run: () => void this._copier.copy('tsv')
      },
      {
        label: trans.__('Copy As'),
        entries: [
          copy(trans.__('Text With Tabs and Header'), 'tsv', true),
          copy(trans.__('CSV'), 'csv'),
          copy(trans.__('CSV With Header'), 'csv', true),
          copy(trans.__('Markdown Table'), 'markdown'),
          copy(trans.__('SQL Values'), 'sql'),
          {
            label: trans.__('Up to %1 Cells at Once', COPY_LIMIT.toLocaleString()),
            enabled: false,
            run: () => undefined
          }
        ]
      },
      null,
      {
        label: trans.__('Show Value'),
        key: 'Enter',
        run: () => this._options.open('cell', row, column)
      },
      {
        label: trans.__('Show Row'),
        key: 'Space',
        run: () => this._options.open('row', row, column)
      },
      null,
      {
        label: trans.__('Only Rows With This Value'),
        enabled: keeps !== null,
        run: () => view.setCondition(column, keeps)
      },
      {
        label: trans.__('Without Rows of This Value'),
        enabled: keeps !== null,
        run: () => keeps && view.setCondition(column, without(keeps))
      },
      null,
      { label: this._nameOf(column), entries: this.column(column) }
    ];
  }

  /** The condition that a cell has this text; null where its type cannot be compared so. */
  private _equals(column: number, text: string | null): Filter | null {
    const { view } = this._options;
    const ref = view.refOf(column);
    if (text === null) {
      return { op: 'is_null', column: ref };
    }
    const { kind, type } = view.columns[column] ?? { kind: 'binary', type: '' };
    if (kind === 'nested' || kind === 'binary' || type === 'INTERVAL') {
      return null;
    }
    const time = kind === 'time' ? text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T') : text;
    return {
      op: '=',
      column: ref,
      value: kind === 'boolean' ? text === 'true' : time
    };
  }

  private _nameOf(column: number): string {
    return this._options.view.columns[column]?.name ?? '';
  }
}

/** Rows that do not have the value; those with null stay. */
function without(filter: Filter): Filter {
  if (filter.op === 'is_null') {
    return { op: 'is_not_null', column: filter.column };
  }
  if (filter.op !== '=') {
    return { op: 'not', condition: filter };
  }
  const { column, value } = filter;
  return {
    op: 'or',
    conditions: [
      { op: '!=', column, value },
      { op: 'is_null', column }
    ]
  };
}
