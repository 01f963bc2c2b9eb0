/** The keys of the grid, and how they stay the grid's own inside a notebook. */
import { BasicKeyHandler, type DataGrid } from '@lumino/datagrid';
import { Platform } from '@lumino/domutils';

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
  if (MOVES.has(event.key)) {
    return true;
  }
  if (Platform.accelKey(event)) {
    return !event.shiftKey && !event.altKey && ['a', 'c'].includes(event.key);
  }
  // In a notebook, letters would cut, delete and insert cells.
  return (
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    (event.key.length === 1 || (event.key === 'Enter' && !event.shiftKey))
  );
}

/** Arrows, pages, Home and End move; with Ctrl or Cmd, `A` selects all and `C` copies. */
export class GridKeyHandler extends BasicKeyHandler {
  constructor(private readonly _copy: () => void) {
    super();
  }

  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    const accel = Platform.accelKey(event);
    switch (event.key) {
      case 'Tab':
        // Left to the browser: the way out of the grid.
        return;
      case 'Home':
      case 'End':
        moveToEnd(grid, event.key === 'Home', accel);
        break;
      case 'a':
        if (!accel) {
          return;
        }
        selectAll(grid);
        break;
      case 'c':
        if (!accel) {
          return;
        }
        this._copy();
        break;
      default:
        super.onKeyDown(grid, event);
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function moveToEnd(grid: DataGrid, toStart: boolean, wholeTable: boolean): void {
  const rows = grid.rowCount('body');
  const columns = grid.columnCount('body');
  const selection = grid.selectionModel;
  if (!selection || rows === 0 || columns === 0) {
    return;
  }
  const column = toStart ? 0 : columns - 1;
  const row = wholeTable ? (toStart ? 0 : rows - 1) : Math.max(0, selection.cursorRow);
  select(grid, row, column, row, column);
  grid.scrollToCell(row, column);
}

function selectAll(grid: DataGrid): void {
  const rows = grid.rowCount('body');
  const columns = grid.columnCount('body');
  if (rows > 0 && columns > 0) {
    select(grid, 0, 0, rows - 1, columns - 1);
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
