/** The keys of the grid, and how they stay the grid's own inside a notebook. */
import { BasicKeyHandler, type DataGrid } from '@lumino/datagrid';
import { Platform } from '@lumino/domutils';

import { pinnedCount } from './selection';

/** What JupyterLab looks for before it runs a shortcut. */
const SUPPRESS = 'data-lm-suppress-shortcuts';

const MOVES: ReadonlySet<string> = new Set([
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'End',
  'Home',
  'PageDown',
  'PageUp'
]);

/** Whether a key belongs to the grid in focus; all others go to JupyterLab. */
export function isGridKey(event: KeyboardEvent): boolean {
  const { key } = event;
  if (MOVES.has(key) || key === 'ContextMenu' || key === 'F2' || key === 'F4') {
    return true;
  }
  if (Platform.accelKey(event)) {
    return !event.shiftKey && !event.altKey && ['a', 'c', ' '].includes(key);
  }
  if (key === 'F10') {
    return event.shiftKey;
  }
  // In a notebook, letters would cut, delete and insert cells.
  return (
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    (key.length === 1 || (key === 'Enter' && !event.shiftKey))
  );
}

/** What keys do that are not about moving and selecting. */
export interface IKeyHost {
  copy(): void;
  /** Sorts by the column of the cursor, or adds it to the others. */
  sort(add: boolean): void;
  openFilter(): void;
  openHeaderMenu(): void;
  openCellMenu(): void;
  openCell(): void;
  openRow(): void;
  /** True where there was something to close. */
  close(): boolean;
  search(): void;
  help(): void;
  moveColumn(by: number): void;
  widenColumn(by: number): void;
}

/** Pixels by which a key makes a column wider or narrower. */
const WIDER = 16;

/** The keys of a grid: `KEYS` in keyhelp says which there are. */
export class GridKeyHandler extends BasicKeyHandler {
  constructor(private readonly _host: IKeyHost) {
    super();
  }

  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      // Left to the browser: the way out of the grid.
      return;
    }
    if (event.key === 'Escape') {
      if (!this._host.close()) {
        return;
      }
    } else if (!this._does(grid, event)) {
      super.onKeyDown(grid, event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private _does(grid: DataGrid, event: KeyboardEvent): boolean {
    if (event.altKey) {
      return this._doesWithAlt(event);
    }
    const host = this._host;
    const accel = Platform.accelKey(event);
    switch (event.key) {
      case 'Home':
      case 'End':
        moveToEnd(grid, event.key === 'Home', accel);
        return true;
      case 'a':
        return accel && (selectAll(grid), true);
      case 'c':
        return accel && (host.copy(), true);
      case ' ':
        selectLine(grid, event.shiftKey, accel, () => host.openRow());
        return true;
      case 'Enter':
      case 'F2':
        return !event.shiftKey && !accel && (host.openCell(), true);
      case 'F4':
        host.sort(event.shiftKey);
        return true;
      case 'ContextMenu':
        host.openCellMenu();
        return true;
      case 'F10':
        return event.shiftKey && (host.openCellMenu(), true);
      case '/':
        host.search();
        return true;
      case '?':
        host.help();
        return true;
      default:
        return false;
    }
  }

  private _doesWithAlt({ key, shiftKey }: KeyboardEvent): boolean {
    switch (key) {
      case 'ArrowDown':
        this._host.openFilter();
        return true;
      case 'ArrowUp':
        this._host.openHeaderMenu();
        return true;
      case 'ArrowLeft':
      case 'ArrowRight': {
        const by = key === 'ArrowRight' ? 1 : -1;
        if (shiftKey) {
          this._host.moveColumn(by);
        } else {
          this._host.widenColumn(by * WIDER);
        }
        return true;
      }
      default:
        return false;
    }
  }
}

function moveToEnd(grid: DataGrid, toStart: boolean, wholeTable: boolean): void {
  const rows = grid.rowCount('body');
  const columns = grid.columnCount('body');
  const selection = grid.selectionModel;
  if (!selection || rows === 0 || columns === 0) {
    return;
  }
  const column = toStart ? -pinnedCount(grid) : columns - 1;
  const row = wholeTable ? (toStart ? 0 : rows - 1) : Math.max(0, selection.cursorRow);
  select(grid, row, column, row, column);
  grid.scrollToCell(row, column);
}

function selectAll(grid: DataGrid): void {
  const rows = grid.rowCount('body');
  const columns = grid.columnCount('body');
  if (rows > 0 && columns > 0) {
    select(grid, 0, -pinnedCount(grid), rows - 1, columns - 1);
  }
}

/** The rows of the selection with Shift, its columns with Ctrl; else what a row holds is shown. */
function selectLine(
  grid: DataGrid,
  rows: boolean,
  columns: boolean,
  open: () => void
): void {
  const selection = grid.selectionModel?.currentSelection();
  const lastRow = grid.rowCount('body') - 1;
  const lastColumn = grid.columnCount('body') - 1;
  if (!selection || lastRow < 0) {
    return;
  }
  const { r1, r2, c1, c2 } = selection;
  if (rows) {
    grid.selectionModel?.select({
      ...{ r1, r2, c1: -pinnedCount(grid), c2: lastColumn, clear: 'all' as const },
      cursorRow: grid.selectionModel.cursorRow,
      cursorColumn: grid.selectionModel.cursorColumn
    });
  } else if (columns) {
    grid.selectionModel?.select({
      ...{ r1: 0, r2: lastRow, c1, c2, clear: 'all' as const },
      cursorRow: grid.selectionModel.cursorRow,
      cursorColumn: grid.selectionModel.cursorColumn
    });
  } else {
    open();
  }
}

function select(grid: DataGrid, r1: number, c1: number, r2: number, c2: number): void {
  grid.selectionModel?.select({
    r1,
    c1,
    r2,
    c2,
    cursorRow: r1,
    cursorColumn: c1,
    clear: 'all'
  });
}

/**
 * While a node has the focus, keeps JupyterLab's shortcuts off the grid's keys.
 *
 * JupyterLab listens on the document before any widget does; it leaves a key alone
 * where the attribute is set on the way up from the target. So the attribute is set
 * one step earlier, on the window, for the grid's keys only: saving and running
 * cells go on working.
 */
export class ShortcutGuard {
  constructor(private readonly _node: HTMLElement) {
    this._node.addEventListener('focusin', this);
    this._node.addEventListener('focusout', this);
  }

  handleEvent(event: Event): void {
    if (event.type === 'focusin') {
      window.addEventListener('keydown', this, true);
    } else if (event.type === 'focusout') {
      window.removeEventListener('keydown', this, true);
    } else {
      this._node.toggleAttribute(SUPPRESS, isGridKey(event as KeyboardEvent));
    }
  }

  dispose(): void {
    this._node.removeEventListener('focusin', this);
    this._node.removeEventListener('focusout', this);
    window.removeEventListener('keydown', this, true);
  }
}
