import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Table, TablePatch } from '../api/contract';
import { kindIcons } from '../icons';

/** The form in which a person says what a table and its columns are. */
export class DescribeForm
  extends ReactWidget
  implements Dialog.IBodyWidget<TablePatch>
{
  constructor(
    private readonly _table: Table,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('deita-Describe');
  }

  /** What was changed. */
  getValue(): TablePatch {
    const { description, columns } = this._table;
    const before = new Map(
      columns.map(column => [column.name, column.description ?? ''])
    );
    const changed = [...this._columns].filter(
      ([name, text]) => before.get(name) !== text
    );
    return {
      ...(this._description !== null &&
        this._description !== (description ?? '') && {
          description: this._description
        }),
      ...(changed.length > 0 && { columns: Object.fromEntries(changed) })
    };
  }

  protected override render(): React.JSX.Element {
    const { _table: table, _trans: trans } = this;
    return (
      <>
        <label>
          <span>{trans.__('What is in the table')}</span>
          <textarea
            className="jp-mod-styled"
            rows={3}
            maxLength={4000}
            defaultValue={table.description ?? ''}
            placeholder={trans.__(
              'What a row is, where it comes from, which units it has'
            )}
            onChange={event => {
              this._description = event.target.value;
            }}
          />
        </label>
        <p>{trans.__('What each column says')}</p>
        <div className="deita-Describe-columns">
          {table.columns.map(column => {
            const icon = kindIcons[column.kind];
            return (
              <label key={column.name}>
                <icon.react tag="span" className="deita-Icon" />
                <span title={`${column.name} · ${column.type}`}>{column.name}</span>
                <input
                  className="jp-mod-styled"
                  maxLength={4000}
                  data-column={column.name}
                  defaultValue={column.description ?? ''}
                  onChange={event => this._columns.set(column.name, event.target.value)}
                />
              </label>
            );
          })}
        </div>
      </>
    );
  }

  private _description: string | null = null;
  private readonly _columns = new Map<string, string>();
}
