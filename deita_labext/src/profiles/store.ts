import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { ColumnProfile, Table } from '../api/contract';
import type { IDeitaClient } from '../tokens';

/** How long wishes are collected before they become one request. */
const COLLECT_MS = 150;
const AGAIN_MS = 1_500;
const ATTEMPTS = 8;
/** Columns in one request: their places have to fit into an address. */
const AT_ONCE = 100;
/** Snapshots that are remembered. */
const KEPT = 400;

type Client = Pick<IDeitaClient, 'profile'>;

/** What is known of one snapshot's columns, and what is wanted of it. */
interface ISnapshot {
  readonly workspaceId: string;
  readonly tableId: string;
  readonly number: number;
  readonly known: Map<number, ColumnProfile>;
  /** How many wait for each column. */
  readonly wanted: Map<number, number>;
  attempts: number;
}

/**
 * What columns hold, for those that are looked at. A snapshot never changes, so what
 * was told of it is never asked for again; what nobody looks at any more is not asked
 * for at all.
 */
export class ProfileStore implements IDisposable {
  constructor(private readonly _client: Client) {}

  /** Something more is known. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The column at that place of the table, as far as it is known. */
  get(table: Table, column: number): ColumnProfile | null {
    return this._snapshots.get(keyOf(table))?.known.get(column) ?? null;
  }

  /** Ask for a column, unless what is returned is disposed before. */
  want(table: Table, column: number): IDisposable {
    const snapshot = this._snapshot(table);
    if (!snapshot.known.has(column)) {
      snapshot.wanted.set(column, (snapshot.wanted.get(column) ?? 0) + 1);
      this._soon(COLLECT_MS);
    }
    return new DisposableDelegate(() => {
      const waiting = snapshot.wanted.get(column) ?? 0;
      if (waiting > 1) {
        snapshot.wanted.set(column, waiting - 1);
      } else {
        snapshot.wanted.delete(column);
      }
    });
  }

  /** Ask again also for what could not be had. */
  retry(): void {
    this._snapshots.forEach(snapshot => {
      snapshot.attempts = 0;
    });
    this._soon(COLLECT_MS);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._abort.abort();
    Signal.clearData(this);
  }

  private _snapshot(table: Table): ISnapshot {
    const key = keyOf(table);
    let snapshot = this._snapshots.get(key);
    if (snapshot === undefined) {
      snapshot = {
        workspaceId: table.workspace_id,
        tableId: table.id,
        number: table.snapshot,
        known: new Map(),
        wanted: new Map(),
        attempts: 0
      };
      this._snapshots.set(key, snapshot);
      for (const [old, { wanted }] of this._snapshots) {
        if (this._snapshots.size <= KEPT) {
          break;
        }
        if (wanted.size === 0 && old !== key) {
          this._snapshots.delete(old);
        }
      }
    }
    return snapshot;
  }

  private _soon(milliseconds: number): void {
    if (this._timer === undefined && !this._asking && !this._isDisposed) {
      this._timer = setTimeout(() => {
        this._timer = undefined;
        void this._ask();
      }, milliseconds);
    }
  }

  /** Ask for what is wanted, one table after the other. */
  private async _ask(): Promise<void> {
    this._asking = true;
    const waiting = [...this._snapshots.values()].filter(isDue);
    for (const snapshot of waiting) {
      const columns = [...snapshot.wanted.keys()]
        .filter(column => !snapshot.known.has(column))
        .slice(0, AT_ONCE);
      if (columns.length === 0 || this._isDisposed) {
        continue;
      }
      snapshot.attempts += 1;
      try {
        const found = await this._client.profile(
          snapshot.workspaceId,
          snapshot.tableId,
          { snapshot: snapshot.number, columns, seconds: 2 },
          this._abort.signal
        );
        const computed = found.columns.filter(column => column.computed);
        computed.forEach(column => snapshot.known.set(column.column, column));
        if (computed.length > 0) {
          snapshot.attempts = 0;
          this._changed.emit();
        }
      } catch {
        // The lines do without; whoever refreshes asks again.
        snapshot.attempts = ATTEMPTS;
      }
    }
    this._asking = false;
    if ([...this._snapshots.values()].some(isDue)) {
      this._soon(waiting.length > 0 ? AGAIN_MS : COLLECT_MS);
    }
  }

  private readonly _snapshots = new Map<string, ISnapshot>();
  private readonly _abort = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _asking = false;
  private _isDisposed = false;
}

function keyOf({ id, snapshot }: Table): string {
  return `${id}@${snapshot}`;
}

function isDue({ wanted, known, attempts }: ISnapshot): boolean {
  return attempts < ATTEMPTS && [...wanted.keys()].some(column => !known.has(column));
}
