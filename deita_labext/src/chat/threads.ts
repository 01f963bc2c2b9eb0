import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Thread, ThreadPatch } from '../api/contract';
import { isAbort, toDeitaError, type DeitaError } from '../api/request';
import type { IAiClient } from '../tokens';

/** The thread that each workspace was left at. */
const CURRENT = '@deita/labextension:threads';

/** The threads of one workspace, those that are looked for, and the current one. */
export class ThreadsModel implements IDisposable {
  constructor(
    private readonly _client: IAiClient,
    private readonly _state: IStateDB
  ) {}

  get workspaceId(): string | null {
    return this._workspaceId;
  }

  /** Those with the searched text in them, the last one used first. */
  get items(): readonly Thread[] {
    return this._items;
  }

  /** The thread that is shown; null is one that is not begun yet. */
  get current(): Thread | null {
    return this._current;
  }

  get search(): string {
    return this._search;
  }

  /** Why the last listing failed. */
  get error(): DeitaError | null {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Another thread is current. */
  get currentChanged(): ISignal<this, Thread | null> {
    return this._currentChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Go to a workspace, and to the thread it was left at. Never throws: see `error`. */
  async open(workspaceId: string): Promise<void> {
    if (workspaceId !== this._workspaceId) {
      this._workspaceId = workspaceId;
      this._items = [];
      this._search = '';
      this._setCurrent(null);
      const left = ((await this._state.fetch(CURRENT)) ?? {}) as Record<string, string>;
      this._left = left;
    }
    await this.refresh();
    const wanted = this._left[workspaceId];
    if (this._current === null && this._workspaceId === workspaceId) {
      const found = this._items.find(({ id }) => id === wanted);
      if (found !== undefined) {
        this._setCurrent(found);
        this._changed.emit();
      }
    }
  }

  /** Show only the threads with this text in their name or messages. */
  async searchFor(text: string): Promise<void> {
    this._search = text;
    this._changed.emit();
    await this.refresh();
  }

  /** List again. Never throws: see `error`. */
  async refresh(): Promise<void> {
    const workspaceId = this._workspaceId;
    if (workspaceId === null) {
      return;
    }
    this._listing?.abort();
    const listing = new AbortController();
    this._listing = listing;
    try {
      const { items } = await this._client.threads(
        workspaceId,
        this._search.trim(),
        listing.signal
      );
      if (listing.signal.aborted) {
        return;
      }
      this._items = items;
      this._current = items.find(({ id }) => id === this._current?.id) ?? this._current;
      this._error = null;
    } catch (reason) {
      if (listing.signal.aborted || isAbort(reason)) {
        return;
      }
      this._error = toDeitaError(reason);
    }
    this._changed.emit();
  }

  /** Show a thread; null begins a new one with the next question. */
  select(thread: Thread | null): void {
    if (thread?.id !== this._current?.id) {
      this._remember(thread);
      this._setCurrent(thread);
      this._changed.emit();
    }
  }

  /** Begin a thread. Whether it becomes the current one is for the caller to say. */
  async create(): Promise<Thread> {
    const made = await this._client.createThread(this._workspace());
    this._items = [made, ...this._items];
    this._changed.emit();
    return made;
  }

  /** Rename a thread, or let the members of the workspace see it, or not. */
  async update({ id, workspace_id }: Thread, patch: ThreadPatch): Promise<void> {
    this._put(await this._client.updateThread(workspace_id, id, patch));
  }

  /** Delete a thread with all its messages. */
  async remove({ id, workspace_id }: Thread): Promise<void> {
    await this._client.deleteThread(workspace_id, id);
    this._items = this._items.filter(thread => thread.id !== id);
    if (this._current?.id === id) {
      this.select(null);
    }
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._listing?.abort();
    Signal.clearData(this);
  }

  private _put(thread: Thread): void {
    this._items = this._items.map(each => (each.id === thread.id ? thread : each));
    if (this._current?.id === thread.id) {
      this._current = thread;
    }
    this._changed.emit();
  }

  private _setCurrent(thread: Thread | null): void {
    if (thread?.id !== this._current?.id) {
      this._current = thread;
      this._currentChanged.emit(thread);
    }
  }

  private _remember(thread: Thread | null): void {
    const left = new Map(Object.entries(this._left));
    left.delete(this._workspace());
    if (thread !== null) {
      left.set(this._workspace(), thread.id);
    }
    this._left = Object.fromEntries(left);
    void this._state.save(CURRENT, this._left);
  }

  private _workspace(): string {
    if (this._workspaceId === null) {
      throw new Error('There is no workspace yet.');
    }
    return this._workspaceId;
  }

  private _workspaceId: string | null = null;
  private _items: readonly Thread[] = [];
  private _current: Thread | null = null;
  private _search = '';
  private _error: DeitaError | null = null;
  private _left: Record<string, string> = {};
  private _listing: AbortController | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _currentChanged = new Signal<this, Thread | null>(this);
}
