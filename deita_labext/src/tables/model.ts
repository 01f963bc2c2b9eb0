import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  Event,
  Job,
  File as StoredFile,
  Table,
  TablePatch,
  Uploaded
} from '../api/contract';
import type { LiveEvents } from '../api/events';
import { Refresher } from '../api/refresher';
import { toDeitaError, type DeitaError } from '../api/request';
import type { UploadFile } from '../api/upload';
import type { IDeitaClient } from '../tokens';
import type { LoadState, WorkspacesModel } from '../workspaces/model';
import { isFinal, jobActivity, uploadActivity, type IActivity } from './activity';
import { isOver, JobBook } from './jobs';
import type { IUpload, UploadQueue, Purpose } from './uploads';

const DISMISSED = '@deita/labextension:dismissed';

/**
 * What the current workspace holds: tables, files, and what is on its way to become
 * a table. Follows the events; after every (re)connection it lists again.
 */
export class TablesModel implements IDisposable {
  constructor(
    private readonly _client: IDeitaClient,
    private readonly _workspaces: WorkspacesModel,
    private readonly _live: LiveEvents,
    private readonly _uploads: UploadQueue,
    private readonly _state: IStateDB
  ) {
    this._live.received.connect(this._onEvent, this);
    this._live.opened.connect(this._onOpened, this);
    this._workspaces.currentChanged.connect(this._onCurrentChanged, this);
    this._uploads.changed.connect(this._onUploadsChanged, this);
    this._uploads.sent.connect(this._onSent, this);
    this._uploads.failed.connect(this._onUploadFailed, this);
    this._jobs.ended.connect(this._onJobEnded, this);
  }

  get loadState(): LoadState {
    return this._loadState;
  }

  /** Why the last listing failed; null once one has succeeded. */
  get error(): DeitaError | null {
    return this._error;
  }

  /** The tables of the current workspace, by name. */
  get tables(): readonly Table[] {
    return this._tables;
  }

  /** The deleted tables of the current workspace that can be brought back. */
  get deleted(): readonly Table[] {
    return this._deleted;
  }

  /** The files of the current workspace, newest first. */
  get files(): readonly StoredFile[] {
    return this._files;
  }

  /** Whether a file is on its way to a table. */
  get busy(): boolean {
    return this._uploads.busy || this._jobs.items.some(job => !isOver(job));
  }

  /**
   * Files on their way, what they became, and what failed, oldest first: all that
   * is not over wherever it goes, else of the current workspace and not dismissed.
   */
  get activities(): readonly IActivity[] {
    const own = this._uploads.items.map(upload => {
      const job = this._jobs.get(upload.uploaded?.job?.id ?? '');
      return job === undefined
        ? uploadActivity(upload)
        : this._jobActivity(job, upload);
    });
    const ownJobs = new Set(own.map(({ jobId }) => jobId));
    const others = this._jobs.items
      .filter(job => !ownJobs.has(job.id) && (!isOver(job) || this._isNews(job)))
      .sort((a, b) => a.created_at.localeCompare(b.created_at))
      .map(job => this._jobActivity(job, undefined))
      // The job of a file of ours may be told of before its upload is answered.
      .filter(({ name, workspaceId }) => !this._uploads.isArriving(name, workspaceId));
    const current = this._workspaces.current?.id;
    return [...others, ...own].filter(
      ({ phase, workspaceId, uploadId }) =>
        workspaceId === current || (uploadId !== null && !isFinal(phase))
    );
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A file became a table, or failed to: news for the person. */
  get finished(): ISignal<this, IActivity> {
    return this._finished;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The table of that id in the current workspace. */
  table(id: string): Table | undefined {
    return this._tables.find(table => table.id === id);
  }

  /** List again. Never throws: see `error`. */
  refresh(): Promise<void> {
    return this._refresher.run();
  }

  /** Rename a table, or say what it and its columns are. */
  async update({ id, workspace_id }: Table, patch: TablePatch): Promise<void> {
    this._put(await this._client.updateTable(workspace_id, id, patch));
  }

  /** Delete a table; for a while it can be brought back. */
  async remove({ id, workspace_id }: Table): Promise<void> {
    await this._client.deleteTable(workspace_id, id);
    this._tables = this._tables.filter(table => table.id !== id);
    this._changed.emit();
    void this.refresh();
  }

  /** Bring a deleted table back; gives it as it is then. */
  async undelete(workspaceId: string, tableId: string): Promise<Table> {
    const table = await this._client.undeleteTable(workspaceId, tableId);
    this._deleted = this._deleted.filter(({ id }) => id !== tableId);
    this._put(table);
    return table;
  }

  /** Delete an original; the tables made of it stay. */
  async removeFile(fileId: string): Promise<void> {
    await this._client.deleteFile(this._workspaceId(), fileId);
    this._files = this._files.filter(({ id }) => id !== fileId);
    this._changed.emit();
  }

  /** The job of that id as it was last told. */
  job(id: string): Job | undefined {
    return this._jobs.get(id);
  }

  /** The seconds that a running job still takes, as far as can be told. */
  secondsLeft(id: string): number | null {
    return this._jobs.secondsLeft(id);
  }

  /** Tell of a job's way and end: the person asked for it here. */
  follow(job: Job): void {
    this._jobs.put(job, true);
    this._changed.emit();
  }

  /** Put files in line for the current workspace, to become tables or for another `purpose`. */
  upload(files: readonly UploadFile[], purpose: Purpose | null = null): void {
    const limit = this._workspaces.limits?.file_bytes ?? null;
    this._uploads.add(this._workspaceId(), files, limit, purpose);
  }

  /** Show that something cannot be uploaded at all, such as an empty folder. */
  refuseUpload(name: string, error: DeitaError): void {
    this._uploads.refuse(this._workspaceId(), name, error);
  }

  /** Stop what is on its way. */
  async cancel({ jobId, uploadId }: IActivity): Promise<void> {
    if (jobId !== null) {
      this._jobs.put(await this._client.cancelJob(jobId));
      this._changed.emit();
    } else if (uploadId !== null) {
      this._uploads.remove(uploadId);
    }
  }

  /** Send the file once more. */
  retry(activity: IActivity): void {
    if (activity.uploadId !== null) {
      this._uploads.retry(activity.uploadId);
      this._forget(activity.jobId);
    }
  }

  /** Do not show any more what is over. */
  dismiss(...activities: readonly IActivity[]): void {
    for (const { jobId, uploadId } of activities) {
      this._forget(jobId);
      if (uploadId !== null) {
        this._uploads.remove(uploadId);
      }
    }
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._refresher.dispose();
    this._jobs.clear();
    Signal.clearData(this);
  }

  private async _list(): Promise<void> {
    const workspace = this._workspaces.current;
    if (workspace === null || this._isDisposed) {
      return;
    }
    if (this._loadState !== 'ready') {
      this._loadState = 'loading';
      this._changed.emit();
    }
    try {
      this._dismissed ??= new Set(
        ((await this._state.fetch(DISMISSED)) as string[] | undefined) ?? []
      );
      const [tables, deleted, files, jobs] = await Promise.all([
        this._client.tables(workspace.id),
        this._client.deletedTables(workspace.id),
        this._client.files(workspace.id),
        this._client.jobs(workspace.id)
      ]);
      if (this._isDisposed || this._workspaces.current?.id !== workspace.id) {
        return;
      }
      this._tables = tables.items;
      this._deleted = deleted.items;
      this._files = files.items;
      jobs.items.forEach(job => this._jobs.put(job));
      await this._askAfterOthers(new Set(jobs.items.map(({ id }) => id)));
      this._error = null;
      this._loadState = 'ready';
    } catch (reason) {
      if (this._workspaces.current?.id === workspace.id) {
        this._error = toDeitaError(reason);
        this._loadState = this._loadState === 'ready' ? 'ready' : 'failed';
      }
    }
    this._changed.emit();
  }

  /** Jobs that run for us and are not in the list: elsewhere, or gone meanwhile. */
  private async _askAfterOthers(listed: ReadonlySet<string>): Promise<void> {
    const others = this._jobs.items.filter(job => !isOver(job) && !listed.has(job.id));
    await Promise.all(
      others.map(async ({ id }) => {
        try {
          this._jobs.put(await this._client.job(id));
        } catch (reason) {
          if (toDeitaError(reason).status !== 404) {
            throw reason;
          }
          this._jobs.remove(id);
        }
      })
    );
  }

  private _workspaceId(): string {
    const { current } = this._workspaces;
    if (current === null) {
      throw new Error('There is no current workspace.');
    }
    return current.id;
  }

  private _put(table: Table): void {
    if (table.workspace_id === this._workspaces.current?.id) {
      this._tables = [...this._tables.filter(({ id }) => id !== table.id), table].sort(
        (a, b) => a.name.localeCompare(b.name)
      );
      this._changed.emit();
    }
  }

  /** Whether the end of a job is to be shown. */
  private _isNews(job: Job): boolean {
    if (job.state === 'cancelled' || this._dismissed?.has(job.id) === true) {
      return false;
    }
    // What failed while nobody looked is shown later too; success needs no telling.
    return job.state === 'failed' || this._jobs.isFollowed(job.id);
  }

  private _jobActivity(job: Job, upload: IUpload | undefined): IActivity {
    return jobActivity(job, upload, this._files, this._jobs.secondsLeft(job.id));
  }

  private _uploadOf(job: Job): IUpload | undefined {
    return this._uploads.items.find(({ uploaded }) => uploaded?.job?.id === job.id);
  }

  private _forget(jobId: string | null): void {
    if (jobId === null) {
      return;
    }
    this._dismissed ??= new Set();
    this._dismissed.add(jobId);
    // The server lists a job for a day only; a hundred of them are more than enough.
    void this._state.save(DISMISSED, [...this._dismissed].slice(-100));
  }

  private _onEvent(_: LiveEvents, event: Event): void {
    if (event.type === 'job') {
      this._jobs.put(event.job);
      this._changed.emit();
    } else if (
      event.type === 'tables' &&
      event.workspace_id === this._workspaces.current?.id
    ) {
      this._refresher.soon();
    }
  }

  private _onOpened(): void {
    void this.refresh();
  }

  private _onCurrentChanged(): void {
    this._tables = [];
    this._deleted = [];
    this._files = [];
    this._error = null;
    this._loadState = 'idle';
    this._changed.emit();
    void this.refresh();
  }

  private _onUploadsChanged(): void {
    this._changed.emit();
  }

  private _onSent(_: UploadQueue, { file, job }: Uploaded): void {
    if (file.workspace_id === this._workspaces.current?.id) {
      this._files = [file, ...this._files.filter(({ id }) => id !== file.id)];
    }
    if (job !== null) {
      this._jobs.put(job, true);
    }
  }

  private _onUploadFailed(_: UploadQueue, upload: IUpload): void {
    this._finished.emit(uploadActivity(upload));
  }

  private _onJobEnded(_: JobBook, job: Job): void {
    const upload = this._uploadOf(job);
    if (job.state !== 'cancelled') {
      this._finished.emit(this._jobActivity(job, upload));
    } else if (upload !== undefined) {
      this._uploads.remove(upload.id);
    }
  }

  private _tables: readonly Table[] = [];
  private _deleted: readonly Table[] = [];
  private _files: readonly StoredFile[] = [];
  private _dismissed: Set<string> | null = null;
  private _loadState: LoadState = 'idle';
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private readonly _jobs = new JobBook();
  private readonly _refresher = new Refresher(() => this._list());
  private readonly _changed = new Signal<this, void>(this);
  private readonly _finished = new Signal<this, IActivity>(this);
}
