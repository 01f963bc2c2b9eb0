import { launchIcon, undoIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useSyncExternalStore } from 'react';

import type { ColumnProfile, Table, TableColumn } from '../../api/contract';
import { CommandIDs } from '../../commands';
import { kindIcons, queryIcon, tableIcon } from '../../icons';
import { Bars, countsOf } from '../../profiles/bars';
import type { ProfileStore } from '../../profiles/store';
import { IconButton } from '../../react';
import { formatBytes, formatCount } from '../format';
import { sqlName } from '../sqlname';
import type { ILine, ILineContext } from './line';
import { More } from './more';

/** A table: its name, its shape, its rows. */
export function tableLine(table: Table, context: ILineContext): ILine {
  const { actions, profiles, trans } = context;
  const { name, row_count, bytes, description } = table;
  const shape = shapeOf(table);
  const open = (): void => actions.run(CommandIDs.openSelected);
  return {
    icon: tableIcon,
    name,
    picture: shape >= 0 && (
      <ColumnBars store={profiles} table={table} column={shape} width={24} />
    ),
    note: formatCount(row_count),
    buttons: (
      <>
        <IconButton
          icon={launchIcon}
          label={trans.__('Open %1', name)}
          onClick={open}
          pointerOnly
        />
        <IconButton
          icon={queryIcon}
          label={trans.__('Query %1 in the notebook', name)}
          onClick={() => actions.run(CommandIDs.queryInNotebook)}
          pointerOnly
        />
        <More name={name} context={context} />
      </>
    ),
    spoken: trans._n(
      'Table %2, %3 row',
      'Table %2, %3 rows',
      row_count,
      name,
      formatCount(row_count)
    ),
    hint: [name, formatBytes(bytes), description].filter(text => text).join(' · '),
    sql: sqlName(name),
    open
  };
}

/** A column: its kind, its histogram, its type. */
export function columnLine(
  table: Table,
  column: TableColumn,
  index: number,
  context: ILineContext
): ILine {
  const { profiles, trans } = context;
  const { name, type, kind, description } = column;
  return {
    icon: kindIcons[kind],
    name,
    picture: <ColumnBars store={profiles} table={table} column={index} width={40} />,
    note: (
      <span className="deita-Line-type">
        <ColumnNote {...{ table, column, index, context }} />
      </span>
    ),
    spoken: [trans.__('Column %1, %2', name, type.toLowerCase()), description]
      .filter(text => text)
      .join(', '),
    hint: [name, type, description].filter(text => text).join(' · '),
    sql: sqlName(name)
  };
}

/** A table that can be brought back. */
export function deletedLine(table: Table, { actions, trans }: ILineContext): ILine {
  const { name, row_count, undo_until } = table;
  const undelete = (): void => actions.run(CommandIDs.undeleteTable);
  return {
    icon: tableIcon,
    name,
    note: formatCount(row_count),
    buttons: (
      <IconButton
        icon={undoIcon}
        label={trans.__('Bring %1 back', name)}
        why={actions.hindrance(CommandIDs.undeleteTable)}
        onClick={undelete}
        pointerOnly
      />
    ),
    spoken: trans.__('Deleted table %1', name),
    hint:
      undo_until === null
        ? name
        : trans.__(
            '%1 can be brought back until %2',
            name,
            new Date(undo_until).toLocaleString()
          ),
    open: undelete
  };
}

/** The column whose histogram stands for a table: a time, else a number, else the first. */
function shapeOf({ columns }: Table): number {
  const time = columns.findIndex(({ kind }) => kind === 'time');
  const number = columns.findIndex(({ kind }) => kind === 'number');
  return time >= 0 ? time : number >= 0 ? number : columns.length > 0 ? 0 : -1;
}

/** A column's profile; asked for as long as its line is there to be seen. */
function useProfile(
  store: ProfileStore,
  table: Table,
  column: number
): ColumnProfile | null {
  useEffect(() => {
    const wish = store.want(table, column);
    return () => wish.dispose();
  }, [store, table, column]);
  return useSyncExternalStore(
    onChange => {
      store.changed.connect(onChange);
      return () => {
        store.changed.disconnect(onChange);
      };
    },
    () => store.get(table, column)
  );
}

interface IColumnBarsProps {
  store: ProfileStore;
  table: Table;
  column: number;
  width: number;
}

function ColumnBars({
  store,
  table,
  column,
  width
}: IColumnBarsProps): React.JSX.Element | null {
  const profile = useProfile(store, table, column);
  const counts = profile === null ? [] : countsOf(profile);
  return counts.length > 0 ? <Bars counts={counts} width={width} height={14} /> : null;
}

interface IColumnNoteProps {
  table: Table;
  column: TableColumn;
  index: number;
  context: ILineContext;
}

/** How many different texts there are; else the type. Each in the other's tip. */
function ColumnNote({
  table,
  column,
  index,
  context: { profiles, trans }
}: IColumnNoteProps): React.JSX.Element {
  const profile = useProfile(profiles, table, index);
  const type = column.type.toLowerCase();
  const { distinct = null, null_count: nulls = null } = profile ?? {};
  const different =
    distinct === null
      ? ''
      : trans._n('%2 value', '%2 values', distinct, formatCount(distinct));
  const empty =
    nulls === null || nulls === 0
      ? ''
      : trans.__('%1 % null', Math.max(1, Math.round((100 * nulls) / table.row_count)));
  return (
    <span
      title={[column.name, type, different, empty, column.description]
        .filter(text => text)
        .join(' · ')}
    >
      {column.kind === 'text' && different !== '' ? different : type}
    </span>
  );
}
