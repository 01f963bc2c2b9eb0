import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { File as StoredFile, TableReport } from '../api/contract';
import { toDeitaError, type DeitaError } from '../api/request';
import type { ITableArguments } from '../commands';
import type { IDeitaClient } from '../tokens';

/** How a table's current snapshot was read, and what became of its file's lines. */
export class ReportModel implements IDisposable {
  constructor(
    private readonly _client: Pick<
      IDeitaClient,
      'report' | 'files' | 'rejectsUrl' | 'fileUrl'
    >,
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

  get report(): TableReport | null {
    return this._report;
  }

  get error(): DeitaError | null {
    return this._error;
  }

  get busy(): boolean {
    return this._busy;
  }

  /** The file that it was made of, where that is still there. */
  get file(): StoredFile | null {
    return this._file;
  }

  get fileName(): string {
    return this.file?.name ?? '';
  }

  get fileUrl(): string | null {
    const { file } = this;
    return file && this._client.fileUrl(this.table.workspaceId, file.id);
  }

  /** Where what was left out is downloaded from. */
  get rejectsUrl(): string {
    const { workspaceId, tableId } = this.table;
    return this._client.rejectsUrl(workspaceId, tableId, this._report?.snapshot ?? 1);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask again. Never throws: see `error`. */
  async load(): Promise<void> {
    this._asked?.abort();
    const asked = new AbortController();
    this._asked = asked;
    this._busy = true;
    this._changed.emit();
    const { workspaceId, tableId } = this.table;
    try {
      const [report, { items }] = await Promise.all([
        this._client.report(workspaceId, tableId, undefined, asked.signal),
        this._client.files(workspaceId, asked.signal)
      ]);
      if (asked.signal.aborted) {
        return;
      }
      this._report = report;
      this._file = items.find(({ id }) => id === report.file_id) ?? null;
      this._error = null;
    } catch (reason) {
      if (asked.signal.aborted) {
        return;
      }
      this._report = null;
      this._error = toDeitaError(reason);
    }
    this._busy = false;
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._asked?.abort();
    Signal.clearData(this);
  }

  private _name: string;
  private _report: TableReport | null = null;
  private _file: StoredFile | null = null;
  private _error: DeitaError | null = null;
  private _busy = false;
  private _asked: AbortController | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
