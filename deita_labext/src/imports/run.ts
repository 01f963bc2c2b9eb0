import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Job, JobTable } from '../api/contract';
import { DeitaError, toDeitaError } from '../api/request';
import { isOver } from '../tables/jobs';
import type { IDeitaClient } from '../tokens';

/** Where jobs are followed: the part of the tables' model that is needed here. */
export interface IJobs {
  readonly changed: ISignal<unknown, void>;
  follow(job: Job): void;
  job(id: string): Job | undefined;
  /** The seconds that a running job still takes; null where that cannot be told. */
  secondsLeft(id: string): number | null;
}

/** The job that a confirmed import became: its progress, its end, and why it failed. */
export class ImportRun implements IDisposable {
  constructor(
    private readonly _confirm: () => Promise<Job>,
    private readonly _jobs: IJobs,
    private readonly _client: Pick<IDeitaClient, 'cancelJob'>
  ) {
    _jobs.changed.connect(this._onJobs, this);
  }

  get running(): boolean {
    return this._running;
  }

  /** The share that is read, null where that is not known. */
  get progress(): number | null {
    return this._progress;
  }

  /** The seconds that are left, null where that cannot be told. */
  get secondsLeft(): number | null {
    return this._id === null ? null : this._jobs.secondsLeft(this._id);
  }

  /** Why the last attempt failed. */
  get error(): DeitaError | null {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The tables are there. */
  get done(): ISignal<this, readonly JobTable[]> {
    return this._done;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Begin. Never throws: see `error`. */
  async start(): Promise<void> {
    if (this._running) {
      return;
    }
    this._running = true;
    this._progress = null;
    this._error = null;
    this._changed.emit();
    try {
      const job = await this._confirm();
      this._id = job.id;
      this._jobs.follow(job);
      this._onJobs();
    } catch (reason) {
      this._stop(toDeitaError(reason));
    }
  }

  /** Stop it; what it may have made by then stays. */
  async cancel(): Promise<void> {
    if (this._id === null) {
      return;
    }
    try {
      this._jobs.follow(await this._client.cancelJob(this._id));
      this._onJobs();
    } catch (reason) {
      this._error = toDeitaError(reason);
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._jobs.changed.disconnect(this._onJobs, this);
    Signal.clearData(this);
  }

  private _onJobs(): void {
    const job = this._id === null ? undefined : this._jobs.job(this._id);
    if (job === undefined || !this._running) {
      return;
    }
    if (!isOver(job)) {
      if (job.progress !== this._progress) {
        this._progress = job.progress;
        this._changed.emit();
      }
    } else if (job.state === 'done') {
      this._stop(null);
      this._done.emit(job.tables);
    } else {
      this._stop(job.error === null ? null : new DeitaError(job.error));
    }
  }

  private _stop(error: DeitaError | null): void {
    this._running = false;
    this._id = null;
    this._error = error;
    this._changed.emit();
  }

  private _id: string | null = null;
  private _running = false;
  private _progress: number | null = null;
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _done = new Signal<this, readonly JobTable[]>(this);
}
