import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Event } from '../api/contract';
import type { LiveEvents } from '../api/events';
import { Refresher } from '../api/refresher';
import { toDeitaError, type DeitaError } from '../api/request';
import type { LoadState, WorkspacesModel } from './model';

/**
 * A list of something in the current workspace. It is asked for while somebody holds
 * it, and follows the events of its type; nothing is asked for otherwise.
 */
export class WorkspaceListModel<T> implements IDisposable {
  constructor(
    protected readonly workspaces: WorkspacesModel,
    private readonly _live: LiveEvents,
    private readonly _type: Event['type'],
    private readonly _fetch: (workspaceId: string) => Promise<readonly T[]>
  ) {
    this.workspaces.currentChanged.connect(this._onCurrentChanged, this);
    this._live.received.connect(this._onEvent, this);
    this._live.opened.connect(this._onOpened, this);
  }

  get items(): readonly T[] {
    return this._items;
  }

  get loadState(): LoadState {
    return this._loadState;
  }

  /** Why the last listing failed; null once one has succeeded. */
  get error(): DeitaError | null {
    return this._error;
  }

  /** Whether it may have changed since it was held: how many there are is not known now. */
  get outdated(): boolean {
    return this._stale && this._holders === 0;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Keep the list as it is at the service, until what is returned is disposed. */
  hold(): IDisposable {
    this._holders += 1;
    if (this._stale) {
      void this.refresh();
    }
    return new DisposableDelegate(() => {
      this._holders -= 1;
    });
  }

  /** List again, where somebody holds the list. Never throws: see `error`. */
  refresh(): Promise<void> {
    this._stale = true;
    if (this._holders > 0) {
      return this._refresher.run();
    }
    this._changed.emit();
    return Promise.resolve();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._refresher.dispose();
    Signal.clearData(this);
  }

  protected put(items: readonly T[]): void {
    this._items = items;
    this._changed.emit();
  }

  private async _list(): Promise<void> {
    const workspace = this.workspaces.current;
    if (workspace === null || this._isDisposed) {
      return;
    }
    if (this._loadState !== 'ready') {
      this._loadState = 'loading';
      this._changed.emit();
    }
    this._stale = false;
    try {
      const items = await this._fetch(workspace.id);
      if (this._isDisposed || this.workspaces.current?.id !== workspace.id) {
        return;
      }
      this._items = items;
      this._error = null;
      this._loadState = 'ready';
    } catch (reason) {
      if (this.workspaces.current?.id !== workspace.id) {
        return;
      }
      this._stale = true;
      this._error = toDeitaError(reason);
      this._loadState = this._loadState === 'ready' ? 'ready' : 'failed';
    }
    this._changed.emit();
  }

  private _onEvent(_: LiveEvents, event: Event): void {
    if (
      event.type === this._type &&
      'workspace_id' in event &&
      event.workspace_id === this.workspaces.current?.id
    ) {
      this._stale = true;
      if (this._holders > 0) {
        this._refresher.soon();
      } else {
        this._changed.emit();
      }
    }
  }

  private _onOpened(): void {
    void this.refresh();
  }

  private _onCurrentChanged(): void {
    this._items = [];
    this._error = null;
    this._loadState = 'idle';
    this._changed.emit();
    void this.refresh();
  }

  private _items: readonly T[] = [];
  private _loadState: LoadState = 'idle';
  private _error: DeitaError | null = null;
  private _holders = 0;
  /** Whether what is known may not be what there is. */
  private _stale = true;
  private _isDisposed = false;
  private readonly _refresher = new Refresher(() => this._list());
  private readonly _changed = new Signal<this, void>(this);
}
