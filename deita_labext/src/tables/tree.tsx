import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  deleteIcon,
  ellipsesIcon,
  launchIcon,
  undoIcon
} from '@jupyterlab/ui-components';
import React, { memo, useEffect, useMemo, useRef } from 'react';

import type { File as StoredFile, Table } from '../api/contract';
import { fileIcon, kindIcons, queryIcon, tableIcon } from '../icons';
import { IconButton, useSignal } from '../react';
import type { BrowserState } from './browserstate';
import { formatBytes, formatCount } from './format';
import { treeRows, type SectionName, type TreeRow } from './rows';

/** What can be done with the lines of the tree; each is about the active line. */
export interface ITreeActions {
  open(): void;
  query(): void;
  importFile(): void;
  deleteFile(): void;
  undelete(): void;
  /** Open the context menu of the line at that place of the page. */
  menu(line: Element, x: number, y: number): void;
}

export interface ITreeProps {
  tables: readonly Table[];
  files: readonly StoredFile[];
  deleted: readonly Table[];
  state: BrowserState;
  actions: ITreeActions;
  trans: TranslationBundle;
}

/** Tables with their columns, and files: an ARIA tree with one line in the tab order. */
export const Tree = memo(function Tree(props: ITreeProps): React.JSX.Element {
  const { tables, files, deleted, state, actions, trans } = props;
  useSignal(state.changed);
  const { expanded, filter, active } = state;
  const rows = useMemo(
    () => treeRows({ tables, files, deleted, expanded, filter }),
    [tables, files, deleted, expanded, filter]
  );
  const tree = useRef<HTMLDivElement>(null);
  const inOrder = rows.find(({ key }) => key === active)?.key ?? rows[0]?.key;

  useEffect(() => {
    // Only where the person is in the tree already: focus is never taken.
    if (tree.current?.contains(document.activeElement)) {
      tree.current.querySelector<HTMLElement>('.deita-Line[tabindex="0"]')?.focus();
    }
  }, [inOrder]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const row = rows.find(({ key }) => key === inOrder);
    let taken = true;
    if (event.key === 'Enter' && row?.kind === 'table') {
      actions.open();
    } else if (event.key === 'Enter' && row?.kind === 'file') {
      actions.importFile();
    } else if (
      (event.key === 'Enter' || event.key === ' ') &&
      row?.kind === 'section'
    ) {
      state.toggle(row.key);
    } else {
      taken = state.move(event.key, rows);
    }
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <div
      ref={tree}
      className="deita-Tree"
      role="tree"
      aria-label={trans.__('Tables and files')}
      onKeyDown={onKeyDown}
    >
      {rows.map(row => (
        <Line
          key={row.key}
          row={row}
          isActive={row.key === active}
          inOrder={row.key === inOrder}
          state={state}
          actions={actions}
          trans={trans}
        />
      ))}
      {filter.trim() !== '' && rows.every(({ kind }) => kind === 'section') && (
        <div className="deita-Quiet" role="none">
          {trans.__('Nothing here has “%1” in its name.', filter.trim())}
        </div>
      )}
    </div>
  );
});

interface ILineProps {
  row: TreeRow;
  isActive: boolean;
  /** Whether the tab key comes to this line. */
  inOrder: boolean;
  state: BrowserState;
  actions: ITreeActions;
  trans: TranslationBundle;
}

const Line = memo(
  function Line({
    row,
    isActive,
    inOrder,
    state,
    actions,
    trans
  }: ILineProps): React.JSX.Element {
    const activate = (): void => state.activate(row.key);
    return (
      <div
        className={`deita-Line deita-Line-${row.kind}`}
        data-key={row.key}
        role="treeitem"
        aria-level={row.level}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-expanded={row.expanded ?? undefined}
        aria-selected={isActive}
        aria-label={spoken(row, trans)}
        tabIndex={inOrder ? 0 : -1}
        title={hint(row, trans)}
        onClick={row.kind === 'section' ? () => state.toggle(row.key) : undefined}
        onDoubleClick={row.kind === 'table' ? actions.open : undefined}
        onFocus={activate}
        onMouseDown={activate}
      >
        <Caret row={row} state={state} />
        <Content row={row} actions={actions} trans={trans} />
      </div>
    );
  },
  (before, after) =>
    sameRow(before.row, after.row) &&
    before.isActive === after.isActive &&
    before.inOrder === after.inOrder &&
    before.actions === after.actions
);

/** Rows are made anew with every change; most are what they were. */
function sameRow(a: TreeRow, b: TreeRow): boolean {
  return (
    a === b ||
    (a.key === b.key &&
      a.expanded === b.expanded &&
      a.position === b.position &&
      a.siblings === b.siblings &&
      (a.kind !== 'section' || (b.kind === 'section' && a.count === b.count)) &&
      (!('table' in a) || ('table' in b && a.table === b.table)) &&
      (a.kind !== 'file' || (b.kind === 'file' && a.file === b.file)))
  );
}

function Caret({
  row,
  state
}: {
  row: TreeRow;
  state: BrowserState;
}): React.JSX.Element {
  if (row.expanded === null) {
    return <span className="deita-Caret" />;
  }
  const icon = row.expanded ? caretDownIcon : caretRightIcon;
  return (
    <span
      className="deita-Caret"
      aria-hidden="true"
      onClick={event => {
        event.stopPropagation();
        state.toggle(row.key);
      }}
      onDoubleClick={event => event.stopPropagation()}
    >
      <icon.react tag="span" className="deita-Icon" />
    </span>
  );
}

interface IContentProps {
  row: TreeRow;
  actions: ITreeActions;
  trans: TranslationBundle;
}

function Content({ row, actions, trans }: IContentProps): React.JSX.Element {
  switch (row.kind) {
    case 'section':
      return (
        <>
          <span className="deita-Line-name">{sectionName(row.name, trans)}</span>
          <span className="deita-Line-note">{formatCount(row.count)}</span>
        </>
      );
    case 'table':
      return (
        <>
          <tableIcon.react tag="span" className="deita-Icon" />
          <span className="deita-Line-name">{row.table.name}</span>
          <span className="deita-Line-note">{formatCount(row.table.row_count)}</span>
          <Buttons>
            <IconButton
              icon={launchIcon}
              label={trans.__('Open %1', row.table.name)}
              onClick={actions.open}
              pointerOnly
            />
            <IconButton
              icon={queryIcon}
              label={trans.__('Query %1 in the notebook', row.table.name)}
              onClick={actions.query}
              pointerOnly
            />
            <More name={row.table.name} actions={actions} trans={trans} />
          </Buttons>
        </>
      );
    case 'column': {
      const kind = kindIcons[row.column.kind];
      return (
        <>
          <kind.react tag="span" className="deita-Icon" />
          <span className="deita-Line-name">{row.column.name}</span>
          <span className="deita-Line-note deita-Line-type">
            {row.column.type.toLowerCase()}
          </span>
        </>
      );
    }
    case 'file':
      return (
        <>
          <fileIcon.react tag="span" className="deita-Icon" />
          <span className="deita-Line-name">{row.file.name}</span>
          <span className="deita-Line-note">{formatBytes(row.file.bytes)}</span>
          <Buttons>
            <IconButton
              icon={deleteIcon}
              label={trans.__('Delete %1…', row.file.name)}
              onClick={actions.deleteFile}
              pointerOnly
            />
            <More name={row.file.name} actions={actions} trans={trans} />
          </Buttons>
        </>
      );
    case 'deleted':
      return (
        <>
          <tableIcon.react tag="span" className="deita-Icon" />
          <span className="deita-Line-name">{row.table.name}</span>
          <span className="deita-Line-note">{formatCount(row.table.row_count)}</span>
          <Buttons>
            <IconButton
              icon={undoIcon}
              label={trans.__('Bring %1 back', row.table.name)}
              onClick={actions.undelete}
              pointerOnly
            />
          </Buttons>
        </>
      );
  }
}

function sectionName(name: SectionName, trans: TranslationBundle): string {
  switch (name) {
    case 'tables':
      return trans.__('Tables');
    case 'files':
      return trans.__('Files');
    case 'deleted':
      return trans.__('Deleted tables');
  }
}

interface IMoreProps {
  name: string;
  actions: ITreeActions;
  trans: TranslationBundle;
}

/** The context menu, for the pointer that does not know of it. */
function More({ name, actions, trans }: IMoreProps): React.JSX.Element {
  return (
    <IconButton
      icon={ellipsesIcon}
      label={trans.__('More for %1', name)}
      menu
      onClick={event => {
        const button = event.currentTarget;
        const line = button.closest('.deita-Line');
        const { left, bottom } = button.getBoundingClientRect();
        if (line !== null) {
          actions.menu(line, left, bottom);
        }
      }}
      pointerOnly
    />
  );
}

/** The buttons of a line, there while it is hovered. Keys and the context menu do the same. */
function Buttons({ children }: { children: React.ReactNode }): React.JSX.Element {
  return (
    <span
      className="deita-Line-buttons"
      onClick={event => event.stopPropagation()}
      onDoubleClick={event => event.stopPropagation()}
    >
      {children}
    </span>
  );
}

function sectionSpoken(
  name: SectionName,
  count: number,
  trans: TranslationBundle
): string {
  switch (name) {
    case 'tables':
      return trans._n('%1 table', '%1 tables', count);
    case 'files':
      return trans._n('%1 file', '%1 files', count);
    case 'deleted':
      return trans._n('%1 deleted table', '%1 deleted tables', count);
  }
}

/** What is read out: a line's parts in words. */
function spoken(row: TreeRow, trans: TranslationBundle): string {
  switch (row.kind) {
    case 'section':
      return sectionSpoken(row.name, row.count, trans);
    case 'table':
      return trans._n(
        'Table %2, %3 row',
        'Table %2, %3 rows',
        row.table.row_count,
        row.table.name,
        formatCount(row.table.row_count)
      );
    case 'column':
      return trans.__('Column %1, %2', row.column.name, row.column.type.toLowerCase());
    case 'file':
      return trans.__('File %1, %2', row.file.name, formatBytes(row.file.bytes));
    case 'deleted':
      return trans.__('Deleted table %1', row.table.name);
  }
}

/** The whole of what may be cut off. */
function hint(row: TreeRow, trans: TranslationBundle): string | undefined {
  switch (row.kind) {
    case 'section':
      return undefined;
    case 'table':
      return [row.table.name, formatBytes(row.table.bytes), row.table.description]
        .filter(text => text)
        .join(' · ');
    case 'column':
      return [row.column.name, row.column.type, row.column.description]
        .filter(text => text)
        .join(' · ');
    case 'file':
      return `${row.file.name} · ${new Date(row.file.created_at).toLocaleString()}`;
    case 'deleted': {
      const { name, undo_until } = row.table;
      return undo_until === null
        ? name
        : trans.__(
            '%1 can be brought back until %2',
            name,
            new Date(undo_until).toLocaleString()
          );
    }
  }
}
