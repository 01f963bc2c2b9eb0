import { ServerConnection } from '@jupyterlab/services';

import { AiClient } from './ai';
import type {
  Check,
  CheckRequest,
  Event,
  FileList,
  Formatted,
  FunctionList,
  History,
  IngestRequest,
  Job,
  JobList,
  Me,
  Member,
  MemberList,
  MemberPut,
  Plan,
  PlanRequest,
  Preview,
  PreviewRequest,
  Profile,
  Query,
  QueryRequest,
  Result,
  ResumableUpload,
  RunningQueryList,
  SavedQuery,
  SavedQueryCreate,
  SavedQueryList,
  SavedQueryPatch,
  SnapshotList,
  Table,
  TableCreate,
  TableList,
  TablePatch,
  TableReport,
  Uploaded,
  Workspace,
  WorkspaceCreate,
  WorkspaceList,
  WorkspacePatch
} from './contract';
import { requestEvents } from './events';
import { apiUrl, DeitaError } from './request';
import { RowsClient } from './rows';
import { upload, type IUploadOptions, type UploadFile } from './upload';

export type { ExportFormat, IRows, RowSource } from './rows';

/**
 * Deita's service, as the Jupyter server of this page offers it. The only thing
 * that fetches. Every method throws a DeitaError, or the AbortError of its signal.
 */
export class DeitaClient extends RowsClient {
  constructor(settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    super(settings);
    this.ai = new AiClient(settings);
  }

  /** The part about models, threads and what they answer. */
  readonly ai: AiClient;

  /** Who asks, and the limits that apply. */
  me(signal?: AbortSignal): Promise<Me> {
    return this._json<Me>('GET', ['me'], { signal });
  }

  workspaces(signal?: AbortSignal): Promise<WorkspaceList> {
    return this._json<WorkspaceList>('GET', ['workspaces'], { signal });
  }

  workspace(id: string, signal?: AbortSignal): Promise<Workspace> {
    return this._json<Workspace>('GET', ['workspaces', id], { signal });
  }

  createWorkspace(body: WorkspaceCreate): Promise<Workspace> {
    return this._json<Workspace>('POST', ['workspaces'], { body });
  }

  updateWorkspace(id: string, body: WorkspacePatch): Promise<Workspace> {
    return this._json<Workspace>('PATCH', ['workspaces', id], { body });
  }

  /** Delete a workspace with all that is in it. */
  deleteWorkspace(id: string): Promise<void> {
    return this._delete(['workspaces', id]);
  }

  /** Who may use a workspace: its owner, then its members. */
  members(workspaceId: string, signal?: AbortSignal): Promise<MemberList> {
    return this._json<MemberList>('GET', ['workspaces', workspaceId, 'members'], {
      signal
    });
  }

  /** Share a workspace with somebody, or change what they may. */
  putMember(workspaceId: string, user: string, body: MemberPut): Promise<Member> {
    const path = ['workspaces', workspaceId, 'members', user];
    return this._json<Member>('PUT', path, { body });
  }

  removeMember(workspaceId: string, user: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'members', user]);
  }

  tables(workspaceId: string, signal?: AbortSignal): Promise<TableList> {
    return this._json<TableList>('GET', ['workspaces', workspaceId, 'tables'], {
      signal
    });
  }

  table(workspaceId: string, tableId: string, signal?: AbortSignal): Promise<Table> {
    return this._json<Table>('GET', ['workspaces', workspaceId, 'tables', tableId], {
      signal
    });
  }

  updateTable(workspaceId: string, tableId: string, body: TablePatch): Promise<Table> {
    return this._json<Table>('PATCH', ['workspaces', workspaceId, 'tables', tableId], {
      body
    });
  }

  /** Delete a table; until its `undo_until` it can be brought back. */
  deleteTable(workspaceId: string, tableId: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'tables', tableId]);
  }

  undeleteTable(workspaceId: string, tableId: string): Promise<Table> {
    const path = ['workspaces', workspaceId, 'tables', tableId, 'undelete'];
    return this._json<Table>('POST', path, {});
  }

  /** The deleted tables that can be brought back. */
  deletedTables(workspaceId: string, signal?: AbortSignal): Promise<TableList> {
    return this._json<TableList>('GET', ['workspaces', workspaceId, 'tables'], {
      query: { deleted: 'true' },
      signal
    });
  }

  /** Make a table of all rows of a result. */
  createTable(workspaceId: string, body: TableCreate): Promise<Table> {
    return this._json<Table>('POST', ['workspaces', workspaceId, 'tables'], { body });
  }

  /** The snapshots of a table that are kept, newest first. */
  snapshots(
    workspaceId: string,
    tableId: string,
    signal?: AbortSignal
  ): Promise<SnapshotList> {
    const path = ['workspaces', workspaceId, 'tables', tableId, 'snapshots'];
    return this._json<SnapshotList>('GET', path, { signal });
  }

  /** Make the data of an earlier snapshot current again, as a new snapshot. */
  restoreTable(workspaceId: string, tableId: string, snapshot: number): Promise<Table> {
    const path = ['workspaces', workspaceId, 'tables', tableId, 'restore'];
    return this._json<Table>('POST', path, { body: { snapshot } });
  }

  /** How the file of a snapshot was read, by default of the current one. */
  report(
    workspaceId: string,
    tableId: string,
    snapshot?: number,
    signal?: AbortSignal
  ): Promise<TableReport> {
    const path = ['workspaces', workspaceId, 'tables', tableId, 'report'];
    return this._json<TableReport>('GET', path, {
      query: snapshot === undefined ? {} : { snapshot },
      signal
    });
  }

  /** Where a browser downloads what was left out of a snapshot, as CSV. */
  rejectsUrl(workspaceId: string, tableId: string, snapshot: number): string {
    const path = ['workspaces', workspaceId, 'tables', tableId, 'rejects'];
    return apiUrl(this._settings, path, { snapshot });
  }

  /** What a file would become; nothing is kept. */
  preview(
    workspaceId: string,
    body: PreviewRequest,
    signal?: AbortSignal
  ): Promise<Preview> {
    const path = ['workspaces', workspaceId, 'previews'];
    return this._json<Preview>('POST', path, { body, signal });
  }

  /** Have a job load a file: into new tables, or into one that is there. */
  ingest(workspaceId: string, body: IngestRequest): Promise<Job> {
    return this._json<Job>('POST', ['workspaces', workspaceId, 'ingests'], { body });
  }

  files(workspaceId: string, signal?: AbortSignal): Promise<FileList> {
    return this._json<FileList>('GET', ['workspaces', workspaceId, 'files'], {
      signal
    });
  }

  /** Delete an original; the tables made of it stay. */
  deleteFile(workspaceId: string, fileId: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'files', fileId]);
  }

  /** Where a browser downloads an original. */
  fileUrl(workspaceId: string, fileId: string): string {
    const path = ['workspaces', workspaceId, 'files', fileId, 'content'];
    return apiUrl(this._settings, path);
  }

  /** Send a file, by pieces that survive a lost connection; the job, if any, makes tables of it. */
  async upload(
    workspaceId: string,
    file: UploadFile,
    options: IUploadOptions = {}
  ): Promise<Uploaded> {
    const uploads = ['workspaces', workspaceId, 'uploads'];
    const url = apiUrl(this._settings, uploads);
    const id = await upload(this._settings, url, file, options);
    const made = await this._json<ResumableUpload>('GET', [...uploads, id], {});
    if (!made.file || (made.ingest && !made.job)) {
      throw new DeitaError({
        code: 'file_deleted',
        message: `${file.name} was deleted as soon as it had come.`,
        hint: 'Add it again, if it was not you who deleted it.',
        details: { name: file.name }
      });
    }
    return { file: made.file, job: made.job ?? null };
  }

  jobs(workspaceId: string, signal?: AbortSignal): Promise<JobList> {
    return this._json<JobList>('GET', ['workspaces', workspaceId, 'jobs'], { signal });
  }

  job(id: string, signal?: AbortSignal): Promise<Job> {
    return this._json<Job>('GET', ['jobs', id], { signal });
  }

  cancelJob(id: string): Promise<Job> {
    return this._json<Job>('DELETE', ['jobs', id], {});
  }

  /** Run a statement; its result can then be read by its id. */
  query(workspaceId: string, sql: string, signal?: AbortSignal): Promise<Query> {
    return this._json<Query>('POST', ['workspaces', workspaceId, 'queries'], {
      body: { sql },
      signal
    });
  }

  /** My queries that wait or run in a workspace, oldest first. */
  runningQueries(workspaceId: string, signal?: AbortSignal): Promise<RunningQueryList> {
    const path = ['workspaces', workspaceId, 'queries'];
    return this._json<RunningQueryList>('GET', path, { signal });
  }

  /** Run a statement as a request says: with values, or under an id to cancel it by. */
  run(workspaceId: string, body: QueryRequest, signal?: AbortSignal): Promise<Query> {
    const path = ['workspaces', workspaceId, 'queries'];
    return this._json<Query>('POST', path, { body, signal });
  }

  /** A query as it is now: while it waits, how many come before it. */
  queryOf(id: string, signal?: AbortSignal): Promise<Query> {
    return this._json<Query>('GET', ['queries', id], { signal });
  }

  /** Stop a query; one that has ended stays as it is. */
  cancelQuery(id: string): Promise<Query> {
    return this._json<Query>('DELETE', ['queries', id], {});
  }

  /** Queries that have ended, newest first; `before` is the `next` of another answer. */
  history(
    workspaceId: string,
    { limit, before }: { limit?: number; before?: string | null } = {},
    signal?: AbortSignal
  ): Promise<History> {
    return this._json<History>('GET', ['workspaces', workspaceId, 'history'], {
      query: { ...(limit && { limit }), ...(before && { before }) },
      signal
    });
  }

  /**
   * What columns (by position; all where left out) of a snapshot hold, as far as it is
   * known within so many seconds.
   */
  profile(
    workspaceId: string,
    tableId: string,
    options: { snapshot?: number; columns?: readonly number[]; seconds?: number } = {},
    signal?: AbortSignal
  ): Promise<Profile> {
    const { snapshot, columns, seconds } = options;
    const path = ['workspaces', workspaceId, 'tables', tableId, 'profile'];
    return this._json<Profile>('GET', path, {
      query: {
        ...(snapshot !== undefined && { snapshot }),
        ...(columns && { columns: JSON.stringify(columns) }),
        ...(seconds !== undefined && { seconds })
      },
      signal
    });
  }

  /** Whether a statement would run, and what it would give; it is not run. */
  check(workspaceId: string, body: CheckRequest, signal?: AbortSignal): Promise<Check> {
    const path = ['workspaces', workspaceId, 'check'];
    return this._json<Check>('POST', path, { body, signal });
  }

  /** Statements laid out for reading. */
  format(workspaceId: string, sql: string, signal?: AbortSignal): Promise<Formatted> {
    const path = ['workspaces', workspaceId, 'format'];
    return this._json<Formatted>('POST', path, { body: { sql }, signal });
  }

  /** How a statement is worked out; it stops when nobody waits for it any more. */
  plan(workspaceId: string, body: PlanRequest, signal?: AbortSignal): Promise<Plan> {
    const path = ['workspaces', workspaceId, 'plan'];
    return this._json<Plan>('POST', path, { body, signal });
  }

  /** The functions that statements may call. */
  functions(signal?: AbortSignal): Promise<FunctionList> {
    return this._json<FunctionList>('GET', ['functions'], { signal });
  }

  /** The saved queries of a workspace, by name. */
  savedQueries(workspaceId: string, signal?: AbortSignal): Promise<SavedQueryList> {
    const path = ['workspaces', workspaceId, 'saved-queries'];
    return this._json<SavedQueryList>('GET', path, { signal });
  }

  /** One saved query, by id or name. */
  savedQuery(
    workspaceId: string,
    saved: string,
    signal?: AbortSignal
  ): Promise<SavedQuery> {
    const path = ['workspaces', workspaceId, 'saved-queries', saved];
    return this._json<SavedQuery>('GET', path, { signal });
  }

  /** Keep a statement under a name that is free. */
  saveQuery(workspaceId: string, body: SavedQueryCreate): Promise<SavedQuery> {
    const path = ['workspaces', workspaceId, 'saved-queries'];
    return this._json<SavedQuery>('POST', path, { body });
  }

  updateSavedQuery(
    workspaceId: string,
    saved: string,
    body: SavedQueryPatch
  ): Promise<SavedQuery> {
    const path = ['workspaces', workspaceId, 'saved-queries', saved];
    return this._json<SavedQuery>('PATCH', path, { body });
  }

  /** Forget a saved query, by id or name. */
  deleteSavedQuery(workspaceId: string, saved: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'saved-queries', saved]);
  }

  result(id: string, signal?: AbortSignal): Promise<Result> {
    return this._json<Result>('GET', ['results', id], { signal });
  }

  /**
   * Listen to what changes, until the signal or the server ends it (the first
   * throws its AbortError). `onOpen` is called once the server has answered.
   */
  async events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen?: () => void
  ): Promise<void> {
    const url = apiUrl(this._settings, ['events']);
    await requestEvents(
      this._settings,
      url,
      { signal },
      ({ data }) => onEvent(JSON.parse(data) as Event),
      onOpen
    );
  }
}
