/** How columns are laid out: their order, widths, which are hidden, which are pinned. No DOM. */
import { type ISignal, Signal } from '@lumino/signaling';

import type { Column } from '../api/contract';
import { type ColumnRef, indexOf, refOf } from './refs';

/** An arrangement as JSON. What says nothing of a column leaves it where it is. */
export interface IArrangement {
  /** Columns from left to right. */
  order?: ColumnRef[];
  hidden?: ColumnRef[];
  pinned?: ColumnRef[];
  /** Widths that a person chose, in pixels, as pairs of column and width. */
  widths?: [ColumnRef, number][];
}

export class Arrangement {
  constructor(columns: readonly Column[], state: IArrangement = {}) {
    this._columns = columns;
    this._take(state);
  }

  /** Only what differs from how the columns come. */
  get state(): IArrangement {
    const ref = (index: number): ColumnRef => refOf(this._columns, index);
    const moved = this._order.some((index, at) => index !== at);
    return {
      ...(moved && { order: this._order.map(ref) }),
      ...(this._hidden.size > 0 && { hidden: [...this._hidden].map(ref) }),
      ...(this._pinned.length > 0 && { pinned: this._pinned.map(ref) }),
      ...(this._widths.size > 0 && {
        widths: [...this._widths].map(([index, width]): [ColumnRef, number] => [
          ref(index),
          width
        ])
      })
    };
  }

  set state(state: IArrangement) {
    this._take(state);
    this._changed.emit('columns');
  }

  /** Columns of other rows: what is said of those that stay is kept. */
  adopt(columns: readonly Column[]): void {
    const state = this.state;
    this._columns = columns;
    this._take(state);
    this._changed.emit('columns');
  }

  /** Columns were moved, hidden or pinned; or only a width changed. */
  get changed(): ISignal<this, 'columns' | 'width'> {
    return this._changed;
  }

  /** The columns that stay in view when others are scrolled, from left to right. */
  get pinned(): readonly number[] {
    return this._shownPinned;
  }

  /** The other columns that are shown, from left to right. */
  get scrolled(): readonly number[] {
    return this._scrolled;
  }

  /** All that are shown, from left to right. */
  get shown(): readonly number[] {
    return [...this._shownPinned, ...this._scrolled];
  }

  /** All columns in their order, hidden ones too. */
  get order(): readonly number[] {
    return this._order;
  }

  /** The column at a place: 0 is the first that scrolls, -1 the last of the pinned ones. */
  at(place: number): number | undefined {
    return place < 0 ? this._shownPinned.at(place) : this._scrolled[place];
  }

  /** The place of a column; null where it is hidden. */
  placeOf(index: number): number | null {
    const pinned = this._shownPinned.indexOf(index);
    const scrolled = this._scrolled.indexOf(index);
    return pinned >= 0
      ? pinned - this._shownPinned.length
      : scrolled >= 0
        ? scrolled
        : null;
  }

  isHidden(index: number): boolean {
    return this._hidden.has(index);
  }

  isPinned(index: number): boolean {
    return this._pinned.includes(index);
  }

  /** The width that a person chose; null where nobody has. */
  width(index: number): number | null {
    return this._widths.get(index) ?? null;
  }

  /** Null goes back to what fits. */
  setWidth(index: number, width: number | null): void {
    if (this.width(index) === width) {
      return;
    }
    if (width === null) {
      this._widths.delete(index);
    } else {
      this._widths.set(index, Math.round(width));
    }
    this._changed.emit('width');
  }

  /** Moves a column to before another one, or to the end of those that scroll. */
  move(index: number, before: number | null): void {
    if (index === before) {
      return;
    }
    const without = this._order.filter(other => other !== index);
    const at = before === null ? without.length : without.indexOf(before);
    if (at < 0) {
      return;
    }
    without.splice(at, 0, index);
    this._order = without;
    if (this.isPinned(index)) {
      // A pinned column moves among the pinned ones.
      this._pinned = without.filter(other => this._pinned.includes(other));
    }
    this._arrange();
  }

  /** Moves a column by so many places among those beside it. */
  shift(index: number, by: number): void {
    const row = this.isPinned(index) ? this._shownPinned : this._scrolled;
    const at = row.indexOf(index);
    const to = at + by;
    if (at < 0 || to < 0 || to >= row.length) {
      return;
    }
    this.move(index, (by > 0 ? row[to + 1] : row[to]) ?? null);
  }

  /** The last column that scrolls cannot be hidden. */
  hide(index: number): void {
    const left = this._scrolled.some(other => other !== index);
    if (left && !this._hidden.has(index)) {
      this._hidden.add(index);
      this._arrange();
    }
  }

  show(index: number): void {
    if (this._hidden.delete(index)) {
      this._arrange();
    }
  }

  showAll(): void {
    if (this._hidden.size > 0) {
      this._hidden.clear();
      this._arrange();
    }
  }

  /** The last column that scrolls cannot be pinned: the grid has nothing else to scroll. */
  pin(index: number): void {
    if (!this.isPinned(index) && this._scrolled.some(other => other !== index)) {
      this._pinned.push(index);
      this._arrange();
    }
  }

  unpin(index: number): void {
    if (this.isPinned(index)) {
      this._pinned = this._pinned.filter(other => other !== index);
      this._arrange();
    }
  }

  private _take({ order, hidden, pinned, widths }: IArrangement): void {
    const find = (ref: ColumnRef): number => indexOf(this._columns, ref);
    const found = (refs: ColumnRef[] | undefined): number[] =>
      [...new Set((refs ?? []).map(find))].filter(index => index >= 0);
    const placed = found(order);
    // A column that the order does not know comes behind the one that it follows.
    this._order = placed.length > 0 ? placed : [...this._columns.keys()];
    this._columns.forEach((_, index) => {
      if (placed.length > 0 && !placed.includes(index)) {
        placed.splice(index === 0 ? 0 : placed.indexOf(index - 1) + 1, 0, index);
      }
    });
    this._hidden = new Set(found(hidden));
    this._pinned = found(pinned);
    this._widths = new Map(
      (widths ?? [])
        .map(([ref, width]): [number, number] => [find(ref), width])
        .filter(([index, width]) => index >= 0 && width > 0)
    );
    this._sort();
  }

  private _arrange(): void {
    this._sort();
    this._changed.emit('columns');
  }

  private _sort(): void {
    const seen = (index: number): boolean => !this._hidden.has(index);
    this._shownPinned = this._pinned.filter(seen);
    this._scrolled = this._order.filter(
      index => seen(index) && !this._pinned.includes(index)
    );
    if (this._scrolled.length === 0) {
      this._pinned = [];
      this._hidden.clear();
      this._shownPinned = [];
      this._scrolled = [...this._order];
    }
  }

  private readonly _changed = new Signal<this, 'columns' | 'width'>(this);
  private _columns: readonly Column[];
  private _hidden = new Set<number>();
  private _order: number[] = [];
  private _pinned: number[] = [];
  private _scrolled: number[] = [];
  private _shownPinned: number[] = [];
  private _widths = new Map<number, number>();
}
