import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { memo } from 'react';

import type { BrowserState } from './browserstate';
import { lineOf, type ILineContext } from './lines';
import type { TreeRow } from './rows';

export interface ITreeLineProps {
  row: TreeRow;
  /** The place of its upper edge, in pixels. */
  top: number;
  isActive: boolean;
  /** Whether the tab key comes to this line. */
  inOrder: boolean;
  state: BrowserState;
  context: ILineContext;
}

/** A line of the tree. */
export const TreeLine = memo(
  function TreeLine({
    row,
    top,
    isActive,
    inOrder,
    state,
    context
  }: ITreeLineProps): React.JSX.Element {
    const activate = (): void => state.activate(row.key);
    const line = lineOf(row, context);
    const { sql } = line;
    return (
      <div
        className={`deita-Line deita-Line-${row.kind}`}
        style={{ top }}
        data-key={row.key}
        data-state={row.kind === 'past' ? row.past.state : undefined}
        role="treeitem"
        aria-level={row.level}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-expanded={row.expanded ?? undefined}
        aria-selected={isActive}
        aria-label={line.spoken}
        tabIndex={inOrder ? 0 : -1}
        title={line.hint}
        draggable={sql !== undefined}
        onDragStart={
          sql === undefined
            ? undefined
            : ({ dataTransfer }) => {
                // What is selected, as a name that was dropped before, takes no other drop.
                window.getSelection()?.removeAllRanges();
                dataTransfer.effectAllowed = 'copy';
                dataTransfer.setData('text/plain', sql);
              }
        }
        onClick={row.kind === 'section' ? () => state.toggle(row.key) : undefined}
        onDoubleClick={line.open}
        onFocus={activate}
        onMouseDown={activate}
      >
        <Caret row={row} state={state} />
        {line.icon !== undefined && (
          <line.icon.react tag="span" className="deita-Icon" />
        )}
        <span className="deita-Line-name">{line.name}</span>
        {line.picture !== undefined && (
          <span className="deita-Line-picture">{line.picture}</span>
        )}
        {line.note !== undefined && (
          <span className="deita-Line-note">{line.note}</span>
        )}
        {line.buttons !== undefined && (
          <span
            className="deita-Line-buttons"
            onClick={event => event.stopPropagation()}
            onDoubleClick={event => event.stopPropagation()}
          >
            {line.buttons}
          </span>
        )}
      </div>
    );
  },
  (before, after) =>
    sameRow(before.row, after.row) &&
    before.top === after.top &&
    before.isActive === after.isActive &&
    before.inOrder === after.inOrder &&
    before.context === after.context
);

/** What a row is of; the rest of it can be compared as it is. */
const OF = [
  'table',
  'column',
  'file',
  'saved',
  'past',
  'name',
  'count',
  'remark'
] as const;

/** Rows are made anew with every change; most are what they were. */
function sameRow(a: TreeRow, b: TreeRow): boolean {
  const of = (row: TreeRow, name: (typeof OF)[number]): unknown =>
    (row as unknown as Record<string, unknown>)[name];
  return (
    a === b ||
    (a.key === b.key &&
      a.expanded === b.expanded &&
      a.position === b.position &&
      a.siblings === b.siblings &&
      OF.every(name => of(a, name) === of(b, name)))
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
