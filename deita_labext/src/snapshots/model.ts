import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { File as StoredFile, Snapshot } from '../api/contract';
import { DeitaError, isAbort, toDeitaError } from '../api/request';
import type { ITableArguments } from '../commands';
import { sqlName } from '../tables/sqlname';
import type { IDeitaClient } from '../tokens';

type Client = Pick<IDeitaClient, 'snapshots' | 'files' | 'restoreTable' | 'query'>;

/** The snapshots of a table that are kept; the current one has the table's rows. */
export class SnapshotsModel implements IDisposable {
  constructor(
    private readonly _client: Client,
    readonly table: ITableArguments
  ) {
    this._name = table.name;
  }

  /** The table's name as it is now. */
  get name(): string {
    return this._name;
  }

  set name(name: string) {
    this._name = name;
    this._changed.emit();
  }

  /** Newest first; null before they were told. */
  get items(): readonly Snapshot[] | null {
    return this._items;
  }

  get error(): DeitaError | null {
    return this._error;
  }

  /** The number of the snapshot that is being opened or restored. */
  get working(): number | null {
    return this._working;
  }

  /** Whether what is under way can be stopped: a snapshot that is being opened. */
  get canStop(): boolean {
    return this._opening !== null;
  }

  /** Open the snapshot no more. */
  stop(): void {
    this._opening?.abort();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The name of the file that it was made of, empty where that is gone. */
  fileName({ file_id }: Snapshot): string {
    return this._files.find(({ id }) => id === file_id)?.name ?? '';
  }

  /** Ask again. Never throws: see `error`. */
  async load(): Promise<void> {
    await this._try(() => this._list());
  }

  /** Make the table's rows what they were. Never throws: see `error`. */
  async restore(number: number): Promise<void> {
    const { workspaceId, tableId } = this.table;
    this._begin(number);
    await this._try(async () => {
      await this._client.restoreTable(workspaceId, tableId, number);
      await this._list();
    });
  }

  /** The id of a result with its rows; null where that failed. */
  async resultOf(number: number): Promise<string | null> {
    const { workspaceId } = this.table;
    const opening = new AbortController();
    this._opening = opening;
    this._begin(number);
    let id: string | null = null;
    await this._try(async () => {
      const sql = `select * from ${sqlName(`${this._name}@${String(number)}`)}`;
      const { result } = await this._client.query(workspaceId, sql, opening.signal);
      if (result === null) {
        throw new DeitaError({
          code: 'query_waits',
          message: 'Its rows did not come in time.',
          hint: 'Try again when less is running.'
        });
      }
      id = result.id;
    });
    return id;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._opening?.abort();
    Signal.clearData(this);
  }

  private async _list(): Promise<void> {
    const { workspaceId, tableId } = this.table;
    const [snapshots, files] = await Promise.all([
      this._client.snapshots(workspaceId, tableId),
      this._client.files(workspaceId)
    ]);
    this._items = snapshots.items;
    this._files = files.items;
  }

  private _begin(number: number): void {
    this._working = number;
    this._changed.emit();
  }

  private async _try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this._error = null;
    } catch (reason) {
      // What the person has stopped is nothing that went wrong.
      this._error = isAbort(reason) ? null : toDeitaError(reason);
    }
    this._opening = null;
    this._working = null;
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _name: string;
  private _opening: AbortController | null = null;
  private _items: readonly Snapshot[] | null = null;
  private _files: readonly StoredFile[] = [];
  private _error: DeitaError | null = null;
  private _working: number | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
