/** The names that statements can use in a workspace, as they are now. */
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import type { Event, FunctionName, SnapshotList, Table } from '../api/contract';
import type { IDeitaClient, IDeitaEvents } from '../tokens';
import type { IName } from './sources';

/** How long a list is taken as it was where no event may have told of a change. */
const FRESH_MS = 15_000;

interface IKnown {
  tables: readonly Table[];
  byName: ReadonlyMap<string, Table>;
  at: number;
}

/**
 * Tables with their columns by workspace, their snapshots, and functions: asked for when they
 * are first needed, and again when the server tells of a change.
 */
export class SqlCatalog implements IDisposable {
  constructor(
    private readonly _client: IDeitaClient,
    private readonly _live: IDeitaEvents | null
  ) {
    _live?.received.connect(this._onEvent, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._live?.received.disconnect(this._onEvent, this);
      this._known.clear();
    }
  }

  /** The tables of a workspace. Where they cannot be had: those last known, or none. */
  async tables(workspaceId: string): Promise<readonly Table[]> {
    return (await this._ask(workspaceId)).tables;
  }

  /** What gives the columns of a table of a workspace, also of `table@number`. */
  async columnsOf(
    workspaceId: string
  ): Promise<(table: string) => readonly IName[] | null> {
    const { byName } = await this._ask(workspaceId);
    return name => {
      const lower = name.toLowerCase();
      const table = byName.get(lower) ?? byName.get(lower.replace(/@\d+$/, ''));
      return table?.columns ?? null;
    };
  }

  /** The snapshots of a table that are kept, newest first; none where it is no table. */
  async snapshots(workspaceId: string, table: string): Promise<SnapshotList['items']> {
    const { byName } = await this._ask(workspaceId);
    const known = byName.get(table.toLowerCase());
    if (!known) {
      return [];
    }
    const list = await this._client.snapshots(workspaceId, known.id);
    return list.items;
  }

  /** The functions that statements may call. */
  functions(): Promise<readonly FunctionName[]> {
    this._functions ??= this._client.functions().then(
      ({ items }) => items,
      () => {
        this._functions = null;
        return [];
      }
    );
    return this._functions;
  }

  private async _ask(workspaceId: string): Promise<IKnown> {
    const known = this._known.get(workspaceId);
    if (known && Date.now() - known.at < FRESH_MS) {
      return known;
    }
    const under = this._asking.get(workspaceId);
    if (under) {
      return under.promise;
    }
    const asking = new PromiseDelegate<IKnown>();
    this._asking.set(workspaceId, asking);
    let found: IKnown;
    try {
      const { items } = await this._client.tables(workspaceId);
      const byName = new Map(items.map(table => [table.name.toLowerCase(), table]));
      found = { tables: items, byName, at: Date.now() };
      this._known.set(workspaceId, found);
    } catch {
      // To complete nothing is better than to say that nothing can be completed.
      found = known ?? { tables: [], byName: new Map(), at: 0 };
    }
    this._asking.delete(workspaceId);
    asking.resolve(found);
    return found;
  }

  private _onEvent(_: unknown, event: Event): void {
    if (event.type === 'tables') {
      this._known.delete(event.workspace_id);
    }
  }

  private readonly _asking = new Map<string, PromiseDelegate<IKnown>>();
  private _functions: Promise<readonly FunctionName[]> | null = null;
  private _isDisposed = false;
  private readonly _known = new Map<string, IKnown>();
}
