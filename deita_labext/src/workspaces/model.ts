import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Event, Limits, Me, Workspace } from '../api/contract';
import type { LiveEvents } from '../api/events';
import { Refresher } from '../api/refresher';
import { toDeitaError, type DeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';
import { MembersModel } from './members';

const CURRENT = '@deita/labextension:workspace';

/** How far a list is: never asked for, first answer awaited, there, or not to be had. */
export type LoadState = 'idle' | 'loading' | 'ready' | 'failed';

/**
 * The person's workspaces, and the one that is current. Which one that is, is
 * remembered over reloads; when it goes, the first of the others takes its place.
 */
export class WorkspacesModel implements IDisposable {
  constructor(
    private readonly _client: IDeitaClient,
    private readonly _live: LiveEvents,
    private readonly _state: IStateDB
  ) {
    this._live.received.connect(this._onEvent, this);
    this._live.opened.connect(this._onOpened, this);
  }

  get loadState(): LoadState {
    return this._loadState;
  }

  /** Why the last listing failed; null once one has succeeded. */
  get error(): DeitaError | null {
    return this._error;
  }

  get items(): readonly Workspace[] {
    return this._items;
  }

  get current(): Workspace | null {
    return this._items.find(({ id }) => id === this._currentId) ?? null;
  }

  /** What applies to the person; null before the first listing. */
  get limits(): Limits | null {
    return this._me?.limits ?? null;
  }

  /** Whether workspaces can be shared: not where everybody is one and the same person. */
  get shares(): boolean {
    return this._me?.shares ?? false;
  }

  /** Whether the current workspace is the person's own. */
  get owns(): boolean {
    return (this.current?.role ?? 'owner') === 'owner';
  }

  /**
   * The workspaces that are to be deleted as nobody uses them, the next one first. The current
   * one is not among them: it is in use.
   */
  get expiring(): readonly Workspace[] {
    const end = ({ expires_at }: Workspace): number => Date.parse(expires_at ?? '');
    return this._items
      .filter(({ id, expires_at }) => expires_at !== null && id !== this._currentId)
      .sort((a, b) => end(a) - end(b));
  }

  /** Who may use the current workspace; null where none is current. */
  members(): MembersModel | null {
    const { current, _me } = this;
    return current && _me && new MembersModel(this._client, current, _me.id);
  }

  /** Anything shown of the workspaces changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Another workspace is current (not: the same one under another name). */
  get currentChanged(): ISignal<this, Workspace | null> {
    return this._currentChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** List the workspaces once; later calls wait for that first listing only. */
  async ready(): Promise<void> {
    if (this._loadState !== 'ready') {
      await this.refresh();
    }
  }

  /** List the workspaces again. Never throws: see `error`. */
  refresh(): Promise<void> {
    return this._refresher.run();
  }

  select(id: string): void {
    if (id === this._currentId || !this._items.some(item => item.id === id)) {
      return;
    }
    this._setCurrent(id);
    this._changed.emit();
    void this._state.save(CURRENT, id);
    this._keepCurrent();
  }

  /** Make a workspace, and go there. */
  async create(name: string): Promise<Workspace> {
    const made = await this._client.createWorkspace({ name });
    this._put(made);
    this.select(made.id);
    return made;
  }

  async rename(id: string, name: string): Promise<Workspace> {
    const renamed = await this._client.updateWorkspace(id, { name });
    this._put(renamed);
    return renamed;
  }

  /** Have a workspace not be deleted: to ask for it is to use it. */
  async keep(id: string): Promise<void> {
    this._put(await this._client.workspace(id));
  }

  /** Delete a workspace with all that is in it. */
  async remove(id: string): Promise<void> {
    await this._client.deleteWorkspace(id);
    // The service makes a new one where this was the last.
    await this.refresh();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._refresher.dispose();
    Signal.clearData(this);
  }

  private async _list(): Promise<void> {
    if (this._loadState !== 'ready') {
      this._loadState = 'loading';
      this._changed.emit();
    }
    const changes = this._changes;
    try {
      const [remembered, me, list] = await Promise.all([
        this._state.fetch(CURRENT),
        this._me === null ? this._client.me() : null,
        this._client.workspaces()
      ]);
      if (this._isDisposed) {
        return;
      }
      this._me = me ?? this._me;
      if (changes !== this._changes) {
        // What came was perhaps written before what was changed here.
        await this._list();
        return;
      }
      this._items = list.items;
      this._loadState = 'ready';
      this._error = null;
      const wanted = this._currentId ?? remembered;
      const current = list.items.find(({ id }) => id === wanted) ?? list.items[0];
      this._setCurrent(current?.id ?? null);
      this._keepCurrent();
    } catch (reason) {
      this._error = toDeitaError(reason);
      this._loadState = this._items.length > 0 ? 'ready' : 'failed';
    }
    this._changed.emit();
  }

  private _put(workspace: Workspace): void {
    this._changes += 1;
    this._items = [
      ...this._items.filter(({ id }) => id !== workspace.id),
      workspace
    ].sort(byName);
    this._changed.emit();
  }

  private _setCurrent(id: string | null): void {
    if (id !== this._currentId) {
      this._currentId = id;
      this._currentChanged.emit(this.current);
    }
  }

  /** What is looked at is in use: when another one is, its end is not to be told any more. */
  private _keepCurrent(): void {
    const { current } = this;
    if (current !== null && current.expires_at !== null) {
      this.keep(current.id).catch(() => undefined);
    }
  }

  private _onEvent(_: LiveEvents, event: Event): void {
    // Tables that come and go change the storage used.
    if (event.type === 'workspaces' || event.type === 'tables') {
      this._refresher.soon();
    }
  }

  private _onOpened(): void {
    void this.refresh();
  }

  private _items: readonly Workspace[] = [];
  /** How often the list was changed here. */
  private _changes = 0;
  private _currentId: string | null = null;
  private _me: Me | null = null;
  private _loadState: LoadState = 'idle';
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private readonly _refresher = new Refresher(() => this._list());
  private readonly _changed = new Signal<this, void>(this);
  private readonly _currentChanged = new Signal<this, Workspace | null>(this);
}

/** One's own first, each kind by name. */
function byName(a: Workspace, b: Workspace): number {
  const shared = Number(a.role !== 'owner') - Number(b.role !== 'owner');
  return shared || a.name.localeCompare(b.name);
}
