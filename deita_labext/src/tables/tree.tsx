import React, { memo, useEffect, useMemo, useRef, useState } from 'react';

import type { File as StoredFile, Table } from '../api/contract';
import type { HistoryModel } from '../history/model';
import { useSignal } from '../react';
import type { SavedModel } from '../saved/model';
import type { LoadState } from '../workspaces/model';
import type { BrowserState } from './browserstate';
import { lineOf, type ILineContext } from './lines';
import { sectionKey, treeRows, type IListed } from './rows';
import { TreeLine } from './treeline';

/** The height of a line in pixels, as the style has it. */
export const LINE_HEIGHT = 24;
/** Lines above and below what is seen that are there already. */
const MARGIN = 15;
/** Where there is no layout yet, or none at all. */
const ASSUMED_HEIGHT = 720;

export interface ITreeProps {
  tables: readonly Table[];
  files: readonly StoredFile[];
  deleted: readonly Table[];
  saved: SavedModel;
  history: HistoryModel;
  state: BrowserState;
  context: ILineContext;
}

/**
 * Tables with their columns, files and queries: an ARIA tree with one line in the tab
 * order. Only the lines that are seen are made, and the one in the tab order.
 */
export const Tree = memo(function Tree(props: ITreeProps): React.JSX.Element {
  const { tables, files, deleted, saved, history, state, context } = props;
  const { trans } = context;
  useSignal(state.changed);
  useSignal(saved.changed);
  useSignal(history.changed);
  const { expanded, filter, active } = state;
  useHeld(history, expanded.has(sectionKey('history')));
  const kept = useListed(saved.items, saved.loadState);
  const past = useListed(
    history.items,
    history.loadState,
    history.hasMore,
    history.outdated
  );
  const rows = useMemo(
    () =>
      treeRows({
        tables,
        files,
        deleted,
        saved: kept,
        history: past,
        expanded,
        filter
      }),
    [tables, files, deleted, kept, past, expanded, filter]
  );
  const tree = useRef<HTMLDivElement>(null);
  const seen = useSeen(tree);
  const tabbed = Math.max(
    0,
    rows.findIndex(({ key }) => key === active)
  );
  const inOrder = rows[tabbed]?.key;

  useEffect(() => {
    const { current } = tree;
    if (current === null || active === null) {
      return;
    }
    // Only where the person is in the tree already: focus is never taken.
    if (current.contains(document.activeElement)) {
      scrollTo(current, tabbed * LINE_HEIGHT);
      current
        .querySelector<HTMLElement>('.deita-Line[tabindex="0"]')
        ?.focus({ preventScroll: true });
    }
  }, [active, tabbed]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const row = rows[tabbed];
    let taken = true;
    if (event.key === 'Enter' && row !== undefined && row.kind !== 'section') {
      lineOf(row, context).open?.();
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

  const first = Math.max(0, Math.floor(seen.top / LINE_HEIGHT) - MARGIN);
  const last = Math.ceil((seen.top + seen.height) / LINE_HEIGHT) + MARGIN;
  return (
    <div
      ref={tree}
      className="deita-Tree"
      role="tree"
      aria-label={trans.__('Tables, files and queries')}
      onKeyDown={onKeyDown}
    >
      <div
        className="deita-Tree-lines"
        role="none"
        style={{ height: rows.length * LINE_HEIGHT }}
      >
        {rows.map((row, index) =>
          (index >= first && index < last) || index === tabbed ? (
            <TreeLine
              key={row.key}
              row={row}
              top={index * LINE_HEIGHT}
              isActive={row.key === active}
              inOrder={row.key === inOrder}
              state={state}
              context={context}
            />
          ) : null
        )}
      </div>
      {filter.trim() !== '' && rows.every(({ kind }) => kind === 'section') && (
        <div className="deita-Quiet" role="none">
          {trans.__('Nothing here has “%1” in its name.', filter.trim())}{' '}
          <button type="button" className="deita-Link" onClick={() => state.search('')}>
            {trans.__('Clear the filter')}
          </button>
        </div>
      )}
    </div>
  );
});

/** Which part of what scrolls is seen. */
function useSeen(scroller: React.RefObject<HTMLElement | null>): {
  top: number;
  height: number;
} {
  const [seen, setSeen] = useState({ top: 0, height: ASSUMED_HEIGHT });
  useEffect(() => {
    const { current } = scroller;
    if (current === null) {
      return;
    }
    const look = (): void => {
      const top = current.scrollTop;
      const height = current.clientHeight || ASSUMED_HEIGHT;
      setSeen(before =>
        before.top === top && before.height === height ? before : { top, height }
      );
    };
    look();
    current.addEventListener('scroll', look, { passive: true });
    const resized =
      typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(look);
    resized?.observe(current);
    return () => {
      current.removeEventListener('scroll', look);
      resized?.disconnect();
    };
  }, [scroller]);
  return seen;
}

/** Hold a list as long as it is looked at. */
function useHeld(model: HistoryModel, looked: boolean): void {
  useEffect(() => {
    if (!looked) {
      return;
    }
    const held = model.hold();
    return () => held.dispose();
  }, [model, looked]);
}

/** What is listed as one value, which stays the same as long as it is the same. */
function useListed<T>(
  items: readonly T[],
  loadState: LoadState,
  hasMore = false,
  outdated = false
): IListed<T> {
  return useMemo(
    () => ({ items, loadState, hasMore, outdated }),
    [items, loadState, hasMore, outdated]
  );
}

/** Scroll as far as is needed to see a line whole. */
function scrollTo(scroller: HTMLElement, top: number): void {
  if (top < scroller.scrollTop) {
    scroller.scrollTop = top;
  } else if (top + LINE_HEIGHT > scroller.scrollTop + scroller.clientHeight) {
    scroller.scrollTop = top + LINE_HEIGHT - scroller.clientHeight;
  }
}
