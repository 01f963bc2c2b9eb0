import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { File as StoredFile, Uploaded } from '../api/contract';
import { DeitaError, isAbort, toDeitaError } from '../api/request';
import { LATER, type IUploadOptions, type UploadFile } from '../api/upload';
import { TimeLeft } from './progress';

/** Where an upload is. One that is `sent` has a job, which goes on without us. */
export type UploadState = 'waiting' | 'sending' | 'sent' | 'failed';

/** One file on its way to a workspace. Replaced, never changed. */
export interface IUpload {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly state: UploadState;
  /** The share sent, 0..1. */
  readonly progress: number;
  readonly secondsLeft: number | null;
  /** Whether the connection was lost, and is tried again. */
  readonly stalled: boolean;
  readonly error: DeitaError | null;
  /** What the server answered, once it is sent. */
  readonly uploaded: Uploaded | null;
  /** Kept until the table is there, so that the person can try again. */
  readonly file: UploadFile | null;
  /** What is done with the file once it is there; null to make tables of it. */
  readonly purpose: Purpose | null;
}

/** What is done with a file of which no tables are made by themselves. */
export type Purpose = (file: StoredFile) => void;

/** What sends a file: the part of the client that is needed here. */
export interface IUploader {
  upload(
    workspaceId: string,
    file: UploadFile,
    options: IUploadOptions
  ): Promise<Uploaded>;
}

/** Files in line for upload: so many at once, the rest wait in the order they came. */
export class UploadQueue implements IDisposable {
  constructor(
    private readonly _uploader: IUploader,
    private readonly _now: () => number = Date.now
  ) {}

  /** Newest last. */
  get items(): readonly IUpload[] {
    return [...this._items.values()];
  }

  /** Whether something is being sent or waits for it: leaving the page would lose it. */
  get busy(): boolean {
    return this.items.some(({ state }) => state === 'waiting' || state === 'sending');
  }

  /** Whether the server has all of a file that it has not answered for yet. */
  isArriving(name: string, workspaceId: string): boolean {
    return this.items.some(
      upload =>
        upload.state === 'sending' &&
        upload.progress === 1 &&
        upload.name === name &&
        upload.workspaceId === workspaceId
    );
  }

  /** How many are sent at once. */
  get atOnce(): number {
    return this._atOnce;
  }

  set atOnce(value: number) {
    this._atOnce = Math.max(1, Math.floor(value));
    this._next();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The server has all of a file. */
  get sent(): ISignal<this, Uploaded> {
    return this._sent;
  }

  /** A file could not be sent. */
  get failed(): ISignal<this, IUpload> {
    return this._failed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Put files in line. `maxBytes` is the largest that the server takes, null for any; `purpose` is
   * what is done with each instead of making tables of it.
   */
  add(
    workspaceId: string,
    files: readonly UploadFile[],
    maxBytes: number | null = null,
    purpose: Purpose | null = null
  ): void {
    const refused: IUpload[] = [];
    for (const file of files) {
      const upload = this._put(workspaceId, file.name, file, purpose);
      if (maxBytes !== null && file.size > maxBytes) {
        refused.push(this._fail(upload, tooLarge(file.name, maxBytes)));
      }
    }
    this._next();
    this._changed.emit();
    refused.forEach(upload => this._failed.emit(upload));
  }

  /** Show that something cannot be uploaded at all, such as an empty folder. */
  refuse(workspaceId: string, name: string, error: DeitaError): void {
    const upload = this._fail(this._put(workspaceId, name, null, null), error);
    this._changed.emit();
    this._failed.emit(upload);
  }

  /** Put one that failed, or whose job did, in line again, at its end. */
  retry(id: string): void {
    const upload = this._items.get(id);
    if (upload?.file) {
      this._items.delete(id);
      this.add(upload.workspaceId, [upload.file], null, upload.purpose);
    }
  }

  /** Stop one that is sent or waits, and forget it; forget one that has ended. */
  remove(id: string): void {
    this._aborts.get(id)?.abort();
    if (this._items.delete(id)) {
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    // The page goes; what has come can be taken up again.
    this._aborts.forEach(abort => abort.abort(LATER));
    this._items.clear();
    Signal.clearData(this);
  }

  private _next(): void {
    for (const upload of this.items) {
      if (this._aborts.size >= this._atOnce) {
        return;
      }
      if (upload.state === 'waiting' && upload.file !== null) {
        void this._send(upload, upload.file);
      }
    }
  }

  private async _send(waiting: IUpload, file: UploadFile): Promise<void> {
    const { id, workspaceId, purpose } = waiting;
    const abort = new AbortController();
    const timeLeft = new TimeLeft(this._now);
    this._aborts.set(id, abort);
    this._update(id, { state: 'sending' });
    const onProgress = (sent: number, total: number): void => {
      const progress = total > 0 ? Math.min(1, sent / total) : 0;
      const secondsLeft = timeLeft.update(progress);
      this._update(id, { progress, secondsLeft, stalled: false });
      this._changed.emit();
    };
    const onStalled = (): void => {
      this._update(id, { secondsLeft: null, stalled: true });
      this._changed.emit();
    };
    try {
      const uploaded = await this._uploader.upload(workspaceId, file, {
        ingest: purpose === null,
        onProgress,
        onStalled,
        signal: abort.signal
      });
      this._update(id, {
        state: 'sent',
        progress: 1,
        secondsLeft: null,
        stalled: false,
        uploaded
      });
      if (purpose !== null) {
        // Nothing more will be told of it here.
        this._items.delete(id);
      }
      this._sent.emit(uploaded);
      if (!abort.signal.aborted) {
        purpose?.(uploaded.file);
      }
    } catch (reason) {
      const upload = this._items.get(id);
      if (upload !== undefined && !isAbort(reason)) {
        this._failed.emit(this._fail(upload, toDeitaError(reason)));
      }
    } finally {
      this._aborts.delete(id);
      if (!this._isDisposed) {
        this._next();
        this._changed.emit();
      }
    }
  }

  private _put(
    workspaceId: string,
    name: string,
    file: UploadFile | null,
    purpose: Purpose | null
  ): IUpload {
    const upload: IUpload = {
      id: `upload-${String(++this._count)}`,
      workspaceId,
      name,
      state: 'waiting',
      progress: 0,
      secondsLeft: null,
      stalled: false,
      error: null,
      uploaded: null,
      file,
      purpose
    };
    this._items.set(upload.id, upload);
    return upload;
  }

  private _fail(upload: IUpload, error: DeitaError): IUpload {
    const failed: IUpload = {
      ...upload,
      state: 'failed',
      secondsLeft: null,
      stalled: false,
      error
    };
    this._items.set(upload.id, failed);
    return failed;
  }

  private _update(id: string, change: Partial<IUpload>): void {
    const upload = this._items.get(id);
    if (upload !== undefined) {
      this._items.set(id, { ...upload, ...change });
    }
  }

  private _atOnce = 3;
  private _count = 0;
  private _isDisposed = false;
  private readonly _items = new Map<string, IUpload>();
  private readonly _aborts = new Map<string, AbortController>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _sent = new Signal<this, Uploaded>(this);
  private readonly _failed = new Signal<this, IUpload>(this);
}

function tooLarge(name: string, maxBytes: number): DeitaError {
  const megabytes = Math.floor(maxBytes / 1_000_000);
  return new DeitaError({
    code: 'file_too_large',
    message: `${name} is larger than the ${megabytes.toLocaleString()} MB that one file may have.`,
    hint: 'Split it into smaller files, or take columns out of it.',
    details: { name, megabytes }
  });
}
