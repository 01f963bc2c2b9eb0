/** Things of the contract as tests have them; what matters to one it says itself. */
import type {
  Check,
  ColumnProfile,
  IngestReport,
  Job,
  Past,
  Query,
  File as StoredFile,
  Result,
  SavedQuery,
  Table,
  Workspace
} from '../contract';

export const MOMENT = '2026-01-01T00:00:00.000Z';

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
