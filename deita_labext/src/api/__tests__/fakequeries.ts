import type {
  Check,
  Formatted,
  FunctionList,
  Past,
  Plan,
  Query,
  QueryRequest,
  RunningQuery,
  SavedQuery,
  SavedQueryCreate,
  SavedQueryPatch
} from '../contract';
import { DeitaError } from '../request';
import type { IDeitaClient } from '../../tokens';
import { FakeFiles } from './fakefiles';
import { aSavedQuery, aCheck, aQuery } from './samples';

/** And statements: looked at, run, kept under names, and those of before. */
export class FakeQueries extends FakeFiles {
  runningOf = new Map<string, RunningQuery[]>();
  cancelled: string[] = [];
  pastOf = new Map<string, Past[]>();

  savedOf = new Map<string, SavedQuery[]>();

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
}
