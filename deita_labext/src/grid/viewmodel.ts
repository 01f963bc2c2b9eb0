/**
 * Which rows are seen, and in what order: sort keys, conditions, a search.
 *
 * Its state is the contract's View as JSON. No DOM.
 */
import { type ISignal, Signal } from '@lumino/signaling';

import type { Column, Filter, SortKey, View } from '../api/contract';
import { columnOf, columnsOf, joined, partsOf, sameFilter } from './conditions';
import { type ColumnRef, indexOf, refOf } from './refs';

/** A view with nothing left out. */
export type ViewState = Required<View>;

/** How a column takes part in the order. */
export interface ISortMark {
  descending: boolean;
  /** Its place among the sort keys, from 1; null where it is the only one. */
  place: number | null;
}

export class ViewModel {
  constructor(columns: readonly Column[], state: View = {}) {
    this._columns = columns;
    this._take(state);
  }

  get columns(): readonly Column[] {
    return this._columns;
  }

  /** The columns of other rows: what the view says of columns that are gone is left out. */
  set columns(columns: readonly Column[]) {
    this._columns = columns;
    this._set(this.state);
  }

  get state(): ViewState {
    return {
      sort: this._sort.map(key => ({ ...key })),
      filter: joined(this._parts),
      search: this._search
    };
  }

  /** What is about columns that are not there is left out. */
  set state(state: View) {
    this._set(state);
  }

  /** The view changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether all rows are seen, in whatever order. */
  get isWhole(): boolean {
    return this._parts.length === 0 && this._search === null;
  }

  /** Whether all rows are seen in their own order. */
  get isPlain(): boolean {
    return this.isWhole && this._sort.length === 0;
  }

  /** The conditions that all must hold; each is a chip. */
  get parts(): readonly Filter[] {
    return this._parts;
  }

  get search(): string | null {
    return this._search;
  }

  set search(text: string | null) {
    this._set({ ...this.state, search: text });
  }

  /** How a column is sorted by; null where it is not. */
  sortOf(index: number): ISortMark | null {
    const at = this._sort.findIndex(key => this._at(key.column) === index);
    const key = this._sort[at];
    return key
      ? {
          descending: key.descending ?? false,
          place: this._sort.length > 1 ? at + 1 : null
        }
      : null;
  }

  /** Upwards, then downwards, then no more; `add` keeps the other columns' order. */
  toggleSort(index: number, add = false): void {
    const mark = this.sortOf(index);
    this.sortBy(index, mark === null ? false : mark.descending ? null : true, add);
  }

  /** Sorts by a column; `descending` null ends that. */
  sortBy(index: number, descending: boolean | null, add = false): void {
    const at = this._sort.findIndex(key => this._at(key.column) === index);
    const sort = add ? this._sort.map(key => ({ ...key })) : [];
    if (descending === null) {
      if (add && at >= 0) {
        sort.splice(at, 1);
      }
    } else {
      const key: SortKey = { column: this.refOf(index), descending };
      if (add && at >= 0) {
        sort[at] = key;
      } else {
        sort.push(key);
      }
    }
    this._set({ ...this.state, sort });
  }

  /** What is asked of one column alone; null where nothing is. */
  conditionOf(index: number): Filter | null {
    return joined(this._parts.filter(part => this._isOf(part, index)));
  }

  /** Puts a condition in the place of all that are asked of the column alone. */
  setCondition(index: number, condition: Filter | null): void {
    const parts: Filter[] = [];
    let put = condition === null;
    for (const part of this._parts) {
      if (!this._isOf(part, index)) {
        parts.push(part);
      } else if (!put && condition) {
        parts.push(condition);
        put = true;
      }
    }
    if (!put && condition) {
      parts.push(condition);
    }
    this._set({ ...this.state, filter: joined(parts) });
  }

  /** What is asked, but of that column alone: what its own values are counted over. */
  filterWithout(index: number): Filter | null {
    return joined(this._parts.filter(part => !this._isOf(part, index)));
  }

  /** Takes one of the parts away. */
  removePart(part: Filter): void {
    this._set({
      ...this.state,
      filter: joined(this._parts.filter(other => other !== part))
    });
  }

  /** All rows are seen again; their order stays. */
  clear(): void {
    this._set({ sort: this.state.sort });
  }

  /** How the server is told which column is meant. */
  refOf(index: number): ColumnRef {
    return refOf(this._columns, index);
  }

  private _isOf(part: Filter, index: number): boolean {
    const column = columnOf(part);
    return column !== null && this._at(column) === index;
  }

  private _at(ref: ColumnRef): number {
    return indexOf(this._columns, ref);
  }

  private _set(state: View): void {
    const before = this.state;
    this._take(state);
    if (!sameFilter(before, this.state)) {
      this._changed.emit();
    }
  }

  private _take({ sort, filter, search }: View): void {
    const known = (ref: ColumnRef): boolean => this._at(ref) >= 0;
    this._sort = (sort ?? [])
      .filter(key => known(key.column))
      .map(({ column, descending = false, nulls = 'last' }) => ({
        column,
        descending,
        nulls
      }));
    const parts = partsOf(filter).filter(part => columnsOf(part).every(known));
    // The same objects stay: they are what chips are known by.
    this._parts = parts.map(
      part => this._parts.find(held => sameFilter(held, part)) ?? part
    );
    this._search = search?.trim() ? search : null;
  }

  private readonly _changed = new Signal<this, void>(this);
  private _columns: readonly Column[];
  private _parts: Filter[] = [];
  private _search: string | null = null;
  private _sort: SortKey[] = [];
}
