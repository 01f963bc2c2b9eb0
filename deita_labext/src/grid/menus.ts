/** The menus of a column and of a cell. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Filter } from '../api/contract';
import { actionWords } from './actionwords';
import type { GridAction } from './commandids';
import { COPY_LIMIT, type Copier } from './copying';
import type { CopyFormat } from './copytext';
import type { Grid } from './grid';
import type { MenuAction, MenuEntry } from './menu';
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
  ) {
    this._words = actionWords(_options.trans);
  }

  /** What can be done with a column. */
  column(column: number): MenuEntry[] {
    const { trans, view } = this._options;
    const { arrangement } = this._grid;
    const named = this._named;
    const sort = view.sortOf(column);
    const others = view.state.sort.length > (sort ? 1 : 0);
    const add = others;
    const hidden = arrangement.order.filter(index => arrangement.isHidden(index));
    const names = view.columns;
    return [
      {
        ...named('sortUp'),
        toggled: sort?.descending === false,
        run: () => view.sortBy(column, false)
      },
      {
        ...named('sortDown'),
        toggled: sort?.descending === true,
        run: () => view.sortBy(column, true)
      },
      ...(add
        ? [
            {
              ...named('thenUp'),
              run: () => view.sortBy(column, false, true)
            },
            {
              ...named('thenDown'),
              run: () => view.sortBy(column, true, true)
            }
          ]
        : []),
      {
        ...named('unsort'),
        enabled: sort !== null,
        run: () => view.sortBy(column, null, true)
      },
      null,
      {
        ...named('filter'),
        key: 'Alt ArrowDown',
        run: () => this._options.filter(column)
      },
      {
        ...named('unfilter'),
        enabled: view.conditionOf(column) !== null,
        run: () => view.setCondition(column, null)
      },
      null,
      {
        ...named('fit'),
        run: () => this._grid.fitColumn(column)
      },
      {
        ...named('pin'),
        label: arrangement.isPinned(column) ? trans.__('Unpin') : trans.__('Pin'),
        run: () =>
          arrangement.isPinned(column)
            ? arrangement.unpin(column)
            : arrangement.pin(column)
      },
      { ...named('moveLeft'), run: () => arrangement.shift(column, -1) },
      { ...named('moveRight'), run: () => arrangement.shift(column, 1) },
      {
        ...named('hide'),
        run: () => arrangement.hide(column)
      },
      ...(hidden.length > 0
        ? [
            {
              label: trans.__('Show Hidden'),
              entries: [
                {
                  ...named('showAll'),
                  label: trans.__('All'),
                  run: () => arrangement.showAll()
                },
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
        ...named('keys'),
        key: '?',
        run: () => this._options.help()
      }
    ];
  }

  /** What can be done with a cell, with what is selected, and with its column. */
  cell(row: number, column: number): MenuEntry[] {
    const { trans, view } = this._options;
    const named = this._named;
    const copy = (
      action: GridAction,
      format: CopyFormat,
      header = false
    ): MenuEntry => ({
      ...named(action),
      run: () => void this._copier.copy(format, header)
    });
    const text = this._grid.model.text(row, column, Infinity);
    const value = typeof text === 'symbol' ? undefined : text;
    const keeps = value === undefined ? null : this._equals(column, value);
    return [
      {
        ...named('copy'),
        key: 'Accel C',
        run: () => void this._copier.copy('tsv')
      },
      {
        label: trans.__('Copy As'),
        entries: [
          copy('copyTabs', 'tsv', true),
          copy('copyCsv', 'csv'),
          copy('copyCsvHeader', 'csv', true),
          copy('copyMarkdown', 'markdown'),
          copy('copyValues', 'sql'),
          {
            label: trans.__('Up to %1 Cells at Once', COPY_LIMIT.toLocaleString()),
            enabled: false,
            run: () => undefined
          }
        ]
      },
      null,
      {
        ...named('showValue'),
        key: 'Enter',
        run: () => this._options.open('cell', row, column)
      },
      {
        ...named('showRow'),
        key: 'Space',
        run: () => this._options.open('row', row, column)
      },
      null,
      {
        ...named('keepValue'),
        enabled: keeps !== null,
        run: () => view.setCondition(column, keeps)
      },
      {
        ...named('dropValue'),
        enabled: keeps !== null,
        run: () => keeps && view.setCondition(column, without(keeps))
      },
      null,
      { label: this._nameOf(column), entries: this.column(column) }
    ];
  }

  /** The entry that is there under a name, of a cell and its column; null where there is none. */
  find(action: GridAction, row: number, column: number): MenuAction | null {
    return found(this.cell(row, column), action);
  }

  private readonly _named = (
    action: GridAction
  ): { action: GridAction; label: string } => ({ action, label: this._words[action] });

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

  private readonly _words: Record<GridAction, string>;
}

/** What is under a name among entries and those of their submenus. */
function found(entries: readonly MenuEntry[], action: GridAction): MenuAction | null {
  for (const entry of entries) {
    if (entry === null) {
      continue;
    }
    if (!('entries' in entry)) {
      if (entry.action === action) {
        return entry;
      }
      continue;
    }
    const below = found(entry.entries, action);
    if (below !== null) {
      return below;
    }
  }
  return null;
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
