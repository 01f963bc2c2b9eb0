import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { ColumnProfile, Profile, Table } from '../api/contract';
import { toDeitaError, type DeitaError } from '../api/request';
import type { ITableArguments } from '../commands';
import type { IDeitaClient } from '../tokens';

/** Columns that are asked for, and shown, at a time. */
const PAGE = 50;
const AGAIN_MS = 1_000;

type Client = Pick<IDeitaClient, 'profile' | 'table'>;

/** What the columns of a table hold, as it is now: page by page, and as it becomes known. */
export class ProfileModel implements IDisposable {
  constructor(
    private readonly _client: Client,
    readonly args: ITableArguments
  ) {}

  /** The table as it was when it was last asked for. */
  get table(): Table | null {
    return this._table;
  }

  /** The columns to show, each with what is known of it. */
  get columns(): readonly {
    name: string;
    type: string;
    profile: ColumnProfile | null;
  }[] {
    return this._matching()
      .slice(0, this._shown)
      .map(index => {
        const { name, type } = this._table?.columns[index] ?? { name: '', type: '' };
        return { name, type, profile: this._known.get(index) ?? null };
      });
  }

  /** How many columns fit the filter and are not shown yet. */
  get hidden(): number {
    return Math.max(0, this._matching().length - this._shown);
  }

  get filter(): string {
    return this._filter;
  }

  get error(): DeitaError | null {
    return this._error;
  }

  /** Whether the person has stopped the counting: what is missing is asked for no more. */
  get stopped(): boolean {
    return this._stopped;
  }

  /** Whether something is being found out. */
  get busy(): boolean {
    return this._running !== null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Look at the table again; what is known of the same snapshot is kept. Never throws. */
  async load(): Promise<void> {
    this._running?.abort();
    const running = new AbortController();
    this._running = running;
    this._stopped = false;
    this._changed.emit();
    try {
      const { workspaceId, tableId } = this.args;
      const table = await this._client.table(workspaceId, tableId, running.signal);
      if (table.snapshot !== this._table?.snapshot) {
        this._known = new Map();
      }
      this._table = table;
      this._error = null;
      this._changed.emit();
      await this._find(table, running.signal);
    } catch (reason) {
      if (!running.signal.aborted) {
        this._error = toDeitaError(reason);
      }
    }
    if (this._running === running) {
      this._running = null;
      this._changed.emit();
    }
  }

  /** Count no further; what is known stays. */
  stop(): void {
    this._running?.abort();
    this._running = null;
    this._stopped = true;
    this._changed.emit();
  }

  /** Show only columns with this text in their name. */
  search(text: string): void {
    this._filter = text;
    this._shown = PAGE;
    void this.load();
  }

  more(): void {
    this._shown += PAGE;
    void this.load();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._running?.abort();
    Signal.clearData(this);
  }

  /** Ask for what is shown and not known, until all of it is. */
  private async _find(table: Table, signal: AbortSignal): Promise<void> {
    for (;;) {
      const missing = this._matching()
        .slice(0, this._shown)
        .filter(index => !this._known.has(index));
      if (missing.length === 0) {
        return;
      }
      const found: Profile = await this._client.profile(
        table.workspace_id,
        table.id,
        { snapshot: table.snapshot, columns: missing.slice(0, PAGE), seconds: 2 },
        signal
      );
      for (const column of found.columns) {
        if (column.computed || found.complete) {
          this._known.set(column.column, column);
        }
      }
      this._changed.emit();
      if (!found.complete) {
        await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
        signal.throwIfAborted();
      }
    }
  }

  private _matching(): number[] {
    const wanted = this._filter.trim().toLowerCase();
    return (this._table?.columns ?? []).flatMap(({ name }, index) =>
      name.toLowerCase().includes(wanted) ? [index] : []
    );
  }

  private _table: Table | null = null;
  private _known = new Map<number, ColumnProfile>();
  private _filter = '';
  private _shown = PAGE;
  private _stopped = false;
  private _error: DeitaError | null = null;
  private _running: AbortController | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
