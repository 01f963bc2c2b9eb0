import { Signal, type ISignal } from '@lumino/signaling';

import { sectionKey, type TreeRow } from './rows';

/** What the person did to the tree: what is open, what is looked for, which line is active. */
export class BrowserState {
  get expanded(): ReadonlySet<string> {
    return this._expanded;
  }

  get filter(): string {
    return this._filter;
  }

  /** Show only what has this text in its name. */
  search(value: string): void {
    if (value !== this._filter) {
      this._filter = value;
      this._changed.emit();
    }
  }

  /** The key of the line that commands and keys are about. */
  get active(): string | null {
    return this._active;
  }

  activate(key: string | null): void {
    if (key !== this._active) {
      this._active = key;
      this._changed.emit();
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Open what was open when the page was left; a person may have opened more meanwhile. */
  restore(keys: readonly string[]): void {
    const tables = sectionKey('tables');
    const closed = this._expanded.has(tables) && !keys.includes(tables);
    this._expanded = new Set([...this._expanded, ...keys]);
    if (closed) {
      this.toggle(tables, false);
    } else {
      this._changed.emit();
    }
  }

  toggle(key: string, open = !this._expanded.has(key)): void {
    if (open === this._expanded.has(key)) {
      return;
    }
    const expanded = new Set(this._expanded);
    if (open) {
      expanded.add(key);
    } else {
      expanded.delete(key);
    }
    this._expanded = expanded;
    this._changed.emit();
  }

  /**
   * Do what a key does in a tree (WAI-ARIA's tree pattern) to the lines as they are.
   * Gives whether the key was one of the tree's.
   */
  move(key: string, rows: readonly TreeRow[]): boolean {
    const index = Math.max(
      0,
      rows.findIndex(row => row.key === this._active)
    );
    const row = rows[index];
    if (row === undefined) {
      return false;
    }
    switch (key) {
      case 'ArrowDown':
        this._goTo(rows[index + 1]);
        return true;
      case 'ArrowUp':
        this._goTo(rows[index - 1]);
        return true;
      case 'Home':
        this._goTo(rows[0]);
        return true;
      case 'End':
        this._goTo(rows[rows.length - 1]);
        return true;
      case 'ArrowRight':
        if (row.expanded === false) {
          this.toggle(row.key, true);
        } else if (row.expanded === true && rows[index + 1]?.parent === row.key) {
          this._goTo(rows[index + 1]);
        }
        return true;
      case 'ArrowLeft':
        if (row.expanded === true && this._expanded.has(row.key)) {
          this.toggle(row.key, false);
        } else {
          this._goTo(rows.find(({ key: other }) => other === row.parent));
        }
        return true;
      default:
        return false;
    }
  }

  private _goTo(row: TreeRow | undefined): void {
    if (row !== undefined) {
      this.activate(row.key);
    }
  }

  private _expanded: ReadonlySet<string> = new Set([sectionKey('tables')]);
  private _filter = '';
  private _active: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
