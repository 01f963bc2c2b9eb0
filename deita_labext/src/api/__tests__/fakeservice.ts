import type {
  Drawing,
  ColumnProfile,
  Member,
  MemberPut,
  Result,
  Snapshot,
  Summary,
  Table,
  TableReport,
  ViewSql,
  Workspace
} from '../contract';
import type { IRows } from '../client';
import { DeitaError } from '../request';
import type { IDeitaClient } from '../../tokens';
import { FakeAi } from './fakeai';
import { FakeQueries } from './fakequeries';
import { aWorkspace, MOMENT } from './samples';

/** Deita's service in memory: all of it. */
export class FakeService extends FakeQueries implements IDeitaClient {
  ai = new FakeAi();
  workspacesById = new Map([['w1', aWorkspace('w1', 'My data')]]);
  tablesOf = new Map<string, Table[]>();
  /** Column profiles of tables, by position. */
  profileOf = new Map<string, ColumnProfile[]>();
  /** Which columns of which tables were asked for. */
  profiled: [string, readonly number[] | undefined][] = [];
  deletedOf = new Map<string, Table[]>();
  snapshotsKept: Snapshot[] = [];
  reportOf = new Map<string, TableReport>();

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
}

/** Let everything that was answered be worked on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}
