import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IngestReport } from '../api/contract';
import { isAbort } from '../api/request';
import type { IActivity } from '../tables/activity';
import type { IDeitaClient } from '../tokens';

/** The reports of tables that files have just become, for the line that tells of it. */
export class Readings implements IDisposable {
  constructor(
    private readonly _client: Pick<IDeitaClient, 'report'>,
    private readonly _finished: ISignal<unknown, IActivity>
  ) {
    _finished.connect(this._onFinished, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** What became of the lines when that job made that table; null while it is not known. */
  report(jobId: string | null, tableId: string): IngestReport | null {
    return this._reports.get(`${jobId ?? ''}/${tableId}`) ?? null;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._finished.disconnect(this._onFinished, this);
    this._asked.abort();
    this._reports.clear();
    Signal.clearData(this);
  }

  private _onFinished(_: unknown, activity: IActivity): void {
    for (const { id } of activity.tables) {
      void this._ask(activity, id);
    }
  }

  private async _ask(
    { jobId, workspaceId }: IActivity,
    tableId: string
  ): Promise<void> {
    try {
      const { report } = await this._client.report(
        workspaceId,
        tableId,
        undefined,
        this._asked.signal
      );
      this._reports.set(`${jobId ?? ''}/${tableId}`, report);
      this._changed.emit();
    } catch (reason) {
      if (!isAbort(reason)) {
        // The line says less; the report itself, when it is opened, says what is wrong.
        this._reports.delete(`${jobId ?? ''}/${tableId}`);
      }
    }
  }

  private _isDisposed = false;
  private readonly _asked = new AbortController();
  private readonly _reports = new Map<string, IngestReport>();
  private readonly _changed = new Signal<this, void>(this);
}
