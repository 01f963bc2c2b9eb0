import type {
  Check,
  Drawing,
  Event,
  ColumnProfile,
  Formatted,
  FunctionList,
  IngestReport,
  IngestRequest,
  Job,
  Member,
  MemberPut,
  Past,
  Plan,
  Preview,
  PreviewRequest,
  Query,
  QueryRequest,
  File as StoredFile,
  Result,
  RunningQuery,
  SavedQuery,
  SavedQueryCreate,
  SavedQueryPatch,
  Snapshot,
  Summary,
  Table,
  TableReport,
  Uploaded,
  ViewSql,
  Workspace
} from '../contract';
import type { IRows } from '../client';
import { DeitaError } from '../request';
import type { IUploadOptions, UploadFile } from '../upload';
import type { IDeitaClient } from '../../tokens';
import { FakeAi } from './fakeai';

const MOMENT = '2026-01-01T00:00:00.000Z';

export function aWorkspace(id: string, name: string): Workspace {
  return {
    id,
    name,
    owner: 'local',
    role: 'owner',
    bytes: 0,
    table_count: 0,
    created_at: MOMENT,
    updated_at: MOMENT,
    expires_at: null
  };
}

export function aTable(id: string, name: string, columns: string[] = ['a']): Table {
  return {
    id,
    workspace_id: 'w1',
    name,
    description: null,
    columns: columns.map(column => ({
      name: column,
      type: 'VARCHAR',
      kind: 'text',
      description: null
    })),
    row_count: 2,
    bytes: 10,
    snapshot: 1,
    file_id: null,
    deleted_at: null,
    undo_until: null,
    created_at: MOMENT,
    updated_at: MOMENT
  };
}

export function aReport(change: Partial<IngestReport> = {}): IngestReport {
  return {
    lines: 3,
    header: 1,
    loaded: 2,
    rejected: 0,
    blank: 0,
    preamble: 0,
    footer: 0,
    rows: 2,
    cells_nulled: 0,
    problems: [],
    ...change
  };
}

export function aFile(id: string, name: string, workspaceId = 'w1'): StoredFile {
  return {
    id,
    workspace_id: workspaceId,
    name,
    bytes: 8,
    sha256: '',
    created_at: MOMENT
  };
}

export function aJob(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    workspace_id: 'w1',
    kind: 'ingest',
    state: 'queued',
    progress: null,
    rows: null,
    message: null,
    error: null,
    file_id: null,
    tables: [],
    created_at: MOMENT,
    finished_at: null,
    ...change
  };
}

export function aSavedQuery(id: string, name: string, sql = 'select 1'): SavedQuery {
  return {
    id,
    workspace_id: 'w1',
    name,
    sql,
    description: null,
    owner: 'local',
    created_at: MOMENT,
    updated_at: MOMENT
  };
}

export function aPast(id: string, sql: string, change: Partial<Past> = {}): Past {
  return {
    id,
    sql,
    params: {},
    state: 'done',
    columns: [],
    row_count: 1,
    tables: [],
    stats: { total_ms: 5 },
    error: null,
    created_at: MOMENT,
    finished_at: MOMENT,
    expires_at: '2126-01-01T00:00:00.000Z',
    ...change
  };
}

export function aProfile(
  column: number,
  name: string,
  change: Partial<ColumnProfile> = {}
): ColumnProfile {
  return {
    column,
    name,
    type: 'BIGINT',
    kind: 'number',
    computed: true,
    null_count: 0,
    distinct: 2,
    low: 1,
    high: 3,
    bins: [
      { low: 1, high: 2, count: 3 },
      { low: 2, high: 3, count: 1 }
    ],
    values: null,
    nan_count: null,
    infinity_count: null,
    quantiles: null,
    mean: null,
    deviation: null,
    lengths: null,
    ...change
  };
}

/** One connection of the event stream, as the service sees it. */
interface IListener {
  send: (event: Event) => void;
  end: () => void;
}

/** Deita's service in memory: state, events, and failures when the test wants them. */
export class FakeService implements IDeitaClient {
  ai = new FakeAi();
  workspacesById = new Map([['w1', aWorkspace('w1', 'My data')]]);
  tablesOf = new Map<string, Table[]>();
  filesOf = new Map<string, StoredFile[]>();
  runningOf = new Map<string, RunningQuery[]>();
  cancelled: string[] = [];
  pastOf = new Map<string, Past[]>();
  /** Column profiles of tables, by position. */
  profileOf = new Map<string, ColumnProfile[]>();
  /** Which columns of which tables were asked for. */
  profiled: [string, readonly number[] | undefined][] = [];
  savedOf = new Map<string, SavedQuery[]>();
  jobsById = new Map<string, Job>();
  /** Thrown by everything while it is set. */
  failure: DeitaError | null = null;
  /** Uploads that wait for the test to answer them, by file name. */
  uploads = new Map<
    string,
    {
      options: IUploadOptions;
      answer: (uploaded: Uploaded) => void;
      fail: (e: Error) => void;
    }
  >();
  deletedOf = new Map<string, Table[]>();
  snapshotsKept: Snapshot[] = [];
  reportOf = new Map<string, TableReport>();
  /** Previews that wait for the test to answer them, oldest first. */
  previews: {
    body: PreviewRequest;
    signal: AbortSignal | undefined;
    answer: (preview: Preview) => void;
    fail: (e: Error) => void;
  }[] = [];
  /** What was asked to be loaded. */
  ingests: IngestRequest[] = [];
  listeners: IListener[] = [];

  send(event: Event): void {
    this.listeners.forEach(({ send }) => send(event));
  }

  /** End all event streams, as a server that stops does. */
  hangUp(): void {
    this.listeners.splice(0).forEach(({ end }) => end());
  }

  putJob(job: Job): void {
    this.jobsById.set(job.id, job);
    this.send({ type: 'job', workspace_id: job.workspace_id, job });
  }

  /** Answer a waiting upload of which no table is to be made: the file is kept. */
  keep(name: string, workspaceId = 'w1'): StoredFile {
    const file = aFile(`file-${name}`, name, workspaceId);
    this.filesOf.set(workspaceId, [file, ...(this.filesOf.get(workspaceId) ?? [])]);
    this.uploads.get(name)?.answer({ file, job: null });
    this.uploads.delete(name);
    return file;
  }

  /** Answer a waiting upload: the file is kept, a job begins. */
  take(name: string, jobId: string, workspaceId = 'w1'): void {
    const file = aFile(`file-${jobId}`, name, workspaceId);
    const job = aJob(jobId, { file_id: file.id, workspace_id: workspaceId });
    this.filesOf.set(workspaceId, [file, ...(this.filesOf.get(workspaceId) ?? [])]);
    this.jobsById.set(jobId, job);
    this.uploads.get(name)?.answer({ file, job });
    this.uploads.delete(name);
  }

  me(): ReturnType<IDeitaClient['me']> {
    return this._answer({
      id: 'local',
      name: 'local',
      shares: true,
      limits: {
        file_bytes: 1_000_000,
        workspace_bytes: null,
        page_size: 50,
        max_page_size: 1000,
        query_timeout_seconds: 30,
        requests_per_minute: null,
        workspace_days: null
      }
    });
  }

  workspaces(): ReturnType<IDeitaClient['workspaces']> {
    const items = [...this.workspacesById.values()];
    return this._answer({ items, next: null });
  }

  workspace(id: string): Promise<Workspace> {
    return this._find(this.workspacesById.get(id));
  }

  createWorkspace({ name }: { name: string }): Promise<Workspace> {
    const made = aWorkspace(`w${this.workspacesById.size + 1}`, name);
    this.workspacesById.set(made.id, made);
    return this._answer(made);
  }

  async updateWorkspace(
    id: string,
    { name }: { name?: string | null }
  ): Promise<Workspace> {
    const before = await this.workspace(id);
    const renamed = { ...before, name: name ?? before.name };
    this.workspacesById.set(id, renamed);
    return renamed;
  }

  deleteWorkspace(id: string): Promise<void> {
    this.workspacesById.delete(id);
    return this._answer(undefined);
  }

  /** The members of workspaces, by workspace; their owner is not among them. */
  readonly membersOf = new Map<string, Member[]>();

  members(workspaceId: string): ReturnType<IDeitaClient['members']> {
    const owner: Member = { user: 'local', role: 'owner', since: MOMENT, seen: true };
    const items = [owner, ...(this.membersOf.get(workspaceId) ?? [])];
    return this._answer({ items, next: null });
  }

  putMember(workspaceId: string, user: string, { role }: MemberPut): Promise<Member> {
    if (user === 'local') {
      const message = 'The workspace is yours already.';
      return Promise.reject(new DeitaError({ code: 'invalid_request', message }, 422));
    }
    const made: Member = { user, role, since: MOMENT, seen: false };
    this.membersOf.set(workspaceId, [...this._others(workspaceId, user), made]);
    return this._answer(made);
  }

  removeMember(workspaceId: string, user: string): Promise<void> {
    this.membersOf.set(workspaceId, this._others(workspaceId, user));
    return this._answer(undefined);
  }

  private _others(workspaceId: string, user: string): Member[] {
    return (this.membersOf.get(workspaceId) ?? []).filter(one => one.user !== user);
  }

  tables(workspaceId: string): ReturnType<IDeitaClient['tables']> {
    return this._answer({ items: this.tablesOf.get(workspaceId) ?? [], next: null });
  }

  table(workspaceId: string, tableId: string): Promise<Table> {
    return this._find(this.tablesOf.get(workspaceId)?.find(({ id }) => id === tableId));
  }

  async updateTable(
    workspaceId: string,
    tableId: string,
    { name }: { name?: string | null }
  ): Promise<Table> {
    const before = await this.table(workspaceId, tableId);
    return { ...before, name: name ?? before.name };
  }

  async deleteTable(workspaceId: string, tableId: string): Promise<void> {
    const table = await this.table(workspaceId, tableId);
    this._move(table, this.tablesOf, this.deletedOf);
  }

  deletedTables(workspaceId: string): ReturnType<IDeitaClient['deletedTables']> {
    return this._answer({ items: this.deletedOf.get(workspaceId) ?? [], next: null });
  }

  async undeleteTable(workspaceId: string, tableId: string): Promise<Table> {
    const deleted = this.deletedOf.get(workspaceId) ?? [];
    const table = await this._find(deleted.find(({ id }) => id === tableId));
    this._move(table, this.deletedOf, this.tablesOf);
    return table;
  }

  createTable(): Promise<Table> {
    return this._find<Table>(undefined);
  }

  snapshots(): ReturnType<IDeitaClient['snapshots']> {
    return this._answer({ items: [...this.snapshotsKept], next: null });
  }

  restoreTable(workspaceId: string, tableId: string): Promise<Table> {
    return this.table(workspaceId, tableId);
  }

  report(_: string, tableId: string): Promise<TableReport> {
    return this._find(this.reportOf.get(tableId));
  }

  rejectsUrl(_: string, tableId: string, snapshot: number): string {
    return `rejects/${tableId}/${snapshot}`;
  }

  preview(_: string, body: PreviewRequest, signal?: AbortSignal): Promise<Preview> {
    return new Promise((answer, fail) => {
      this.previews.push({ body, signal, answer, fail });
      signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError')));
    });
  }

  ingest(_: string, body: IngestRequest): Promise<Job> {
    this.ingests.push(body);
    return this._answer(aJob('j1', { file_id: body.file_id }));
  }

  fileUrl(_: string, fileId: string): string {
    return `files/${fileId}`;
  }

  query(): ReturnType<IDeitaClient['query']> {
    return this._find<Query>(undefined);
  }

  runningQueries(workspaceId: string): ReturnType<IDeitaClient['runningQueries']> {
    return this._answer({ items: this.runningOf.get(workspaceId) ?? [], next: null });
  }

  cancelQuery(id: string): Promise<Query> {
    this.cancelled.push(id);
    const running = this.running.get(id);
    if (running === undefined) {
      return this._find<Query>(undefined);
    }
    this.running.delete(id);
    running.fail(
      new DeitaError({ code: 'query_cancelled', message: 'The query was cancelled.' })
    );
    return this._answer({ ...aQuery(id), state: 'cancelled', result: null });
  }

  history(
    workspaceId: string,
    { limit = 50, before }: { limit?: number; before?: string | null } = {}
  ): ReturnType<IDeitaClient['history']> {
    const all = this.pastOf.get(workspaceId) ?? [];
    const start = before ? all.findIndex(({ id }) => id === before) + 1 : 0;
    const items = all.slice(start, start + limit);
    const more = start + limit < all.length;
    return this._answer({ items, next: more ? (items.at(-1)?.id ?? null) : null });
  }

  profile(
    _: string,
    tableId: string,
    { snapshot, columns }: { snapshot?: number; columns?: readonly number[] } = {}
  ): ReturnType<IDeitaClient['profile']> {
    this.profiled.push([tableId, columns]);
    const known = this.profileOf.get(tableId) ?? [];
    return this._answer({
      table_id: tableId,
      snapshot: snapshot ?? 1,
      row_count: 4,
      complete: true,
      columns: known.filter(({ column }) => columns?.includes(column) ?? true)
    });
  }

  savedQueries(workspaceId: string): ReturnType<IDeitaClient['savedQueries']> {
    return this._answer({ items: this.savedOf.get(workspaceId) ?? [], next: null });
  }

  savedQuery(workspaceId: string, saved: string): Promise<SavedQuery> {
    const kept = this.savedOf.get(workspaceId) ?? [];
    return this._find(kept.find(({ id, name }) => id === saved || name === saved));
  }

  async saveQuery(
    workspaceId: string,
    { name, sql, description }: SavedQueryCreate
  ): Promise<SavedQuery> {
    const kept = this.savedOf.get(workspaceId) ?? [];
    const made = {
      ...aSavedQuery(`s${kept.length + 1}`, name, sql),
      workspace_id: workspaceId,
      description: description ?? null
    };
    await this._answer(undefined);
    this.savedOf.set(workspaceId, [...kept, made]);
    return made;
  }

  async updateSavedQuery(
    workspaceId: string,
    saved: string,
    { name, sql, description }: SavedQueryPatch
  ): Promise<SavedQuery> {
    const before = await this.savedQuery(workspaceId, saved);
    const after = {
      ...before,
      name: name ?? before.name,
      sql: sql ?? before.sql,
      description: description ?? before.description
    };
    const kept = this.savedOf.get(workspaceId) ?? [];
    this.savedOf.set(
      workspaceId,
      kept.map(each => (each.id === before.id ? after : each))
    );
    return after;
  }

  async deleteSavedQuery(workspaceId: string, saved: string): Promise<void> {
    const { id } = await this.savedQuery(workspaceId, saved);
    const kept = this.savedOf.get(workspaceId) ?? [];
    this.savedOf.set(
      workspaceId,
      kept.filter(each => each.id !== id)
    );
  }

  files(workspaceId: string): ReturnType<IDeitaClient['files']> {
    return this._answer({ items: this.filesOf.get(workspaceId) ?? [], next: null });
  }

  deleteFile(): Promise<void> {
    return this._answer(undefined);
  }

  upload(_: string, file: UploadFile, options: IUploadOptions = {}): Promise<Uploaded> {
    return new Promise((answer, fail) => {
      this.uploads.set(file.name, { options, answer, fail });
      options.signal?.addEventListener('abort', () =>
        fail(new DOMException('', 'AbortError'))
      );
    });
  }

  jobs(workspaceId: string): ReturnType<IDeitaClient['jobs']> {
    const items = [...this.jobsById.values()].filter(
      job => job.workspace_id === workspaceId
    );
    return this._answer({ items, next: null });
  }

  job(id: string): Promise<Job> {
    return this._find(this.jobsById.get(id));
  }

  async cancelJob(id: string): Promise<Job> {
    const cancelled: Job = { ...(await this.job(id)), state: 'cancelled' };
    this.jobsById.set(id, cancelled);
    return cancelled;
  }

  result(): ReturnType<IDeitaClient['result']> {
    return this._find<Result>(undefined);
  }

  rows(): ReturnType<IDeitaClient['rows']> {
    return this._find<IRows>(undefined);
  }

  summary(): ReturnType<IDeitaClient['summary']> {
    return this._find<Summary>(undefined);
  }

  chart(): ReturnType<IDeitaClient['chart']> {
    return this._find<Drawing>(undefined);
  }

  viewSql(): ReturnType<IDeitaClient['viewSql']> {
    return this._find<ViewSql>(undefined);
  }

  exportUrl(): string {
    return '';
  }

  events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen?: () => void
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) {
        reject(this.failure);
        return;
      }
      this.listeners.push({ send: onEvent, end: resolve });
      signal.addEventListener('abort', () =>
        reject(new DOMException('', 'AbortError'))
      );
      onOpen?.();
    });
  }

  private _move(
    table: Table,
    from: Map<string, Table[]>,
    to: Map<string, Table[]>
  ): void {
    const { id, workspace_id } = table;
    const left = from.get(workspace_id)?.filter(each => each.id !== id) ?? [];
    from.set(workspace_id, left);
    to.set(workspace_id, [...(to.get(workspace_id) ?? []), table]);
  }

  /** What is said of statements that are looked at, by their text; of others that they run. */
  checks = new Map<string, Check>();
  checked: string[] = [];

  check(_workspaceId: string, body: { sql: string }): Promise<Check> {
    this.checked.push(body.sql);
    return this._answer(this.checks.get(body.sql) ?? aCheck());
  }

  functions(): Promise<FunctionList> {
    const items: FunctionList['items'] = [
      { name: 'lower', kind: 'scalar' },
      { name: 'sum', kind: 'aggregate' },
      { name: 'range', kind: 'table' }
    ];
    return this._answer({ items, next: null });
  }

  format(_workspaceId: string, sql: string): Promise<Formatted> {
    return this._answer({ sql: sql.toUpperCase(), kept: 0 });
  }

  plan(): Promise<Plan> {
    const root: Plan['root'] = {
      name: 'SEQ_SCAN',
      detail: { Table: 't' },
      rows_estimated: 2,
      rows: null,
      seconds: null,
      children: []
    };
    return this._answer({ text: 'SEQ_SCAN', root, seconds: null });
  }

  /** What was run, by its id, until the test answers it or it is cancelled. */
  running = new Map<
    string,
    { body: QueryRequest; answer: (query: Query) => void; fail: (e: Error) => void }
  >();

  run(_workspaceId: string, body: QueryRequest): Promise<Query> {
    return new Promise((answer, fail) => {
      this.running.set(body.id ?? '', { body, answer, fail });
    });
  }

  queryOf(id: string): Promise<Query> {
    return this._answer({ ...aQuery(id), state: 'queued', result: null, ahead: 2 });
  }

  private _answer<T>(value: T): Promise<T> {
    return this.failure === null
      ? Promise.resolve(value)
      : Promise.reject(this.failure);
  }

  private _find<T>(value: T | undefined): Promise<T> {
    return value === undefined
      ? Promise.reject(
          new DeitaError({ code: 'not_found', message: 'Not there.' }, 404)
        )
      : this._answer(value);
  }
}

/** What is said of a statement that would run. */
export function aCheck(change: Partial<Check> = {}): Check {
  return {
    ok: true,
    kind: 'select',
    tables: [],
    columns: [],
    params: [],
    error: null,
    ...change
  };
}

/** A query that has ended, with a result of two rows. */
export function aQuery(id: string, sql = 'from t'): Query {
  const result: Result = {
    id,
    workspace_id: 'w1',
    sql,
    columns: [{ name: 'a', type: 'VARCHAR', kind: 'text' }],
    row_count: 2,
    complete: true,
    tables: ['t@1'],
    created_at: MOMENT,
    expires_at: MOMENT
  };
  return {
    id,
    workspace_id: 'w1',
    sql,
    params: {},
    state: 'done',
    result,
    rows: [],
    stats: { total_ms: 9, cache_hit: 0 },
    error: null,
    created_at: MOMENT,
    finished_at: MOMENT,
    ahead: null
  };
}

/** Let everything that was answered be worked on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}
