import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Event, RunningQuery } from '../api/contract';
import type { LiveEvents } from '../api/events';
import type { IDeitaClient } from '../tokens';
import type { WorkspacesModel } from '../workspaces/model';

type Client = Pick<IDeitaClient, 'runningQueries' | 'cancelQuery'>;

/**
 * How many queries of the person's own run in the current workspace. It is told by the
 * events; nothing is asked for while they are not listened to.
 */
export class RunningModel implements IDisposable {
  constructor(
    private readonly _client: Client,
    private readonly _workspaces: WorkspacesModel,
    private readonly _live: LiveEvents
  ) {
    this._live.received.connect(this._onEvent, this);
    this._live.opened.connect(this._ask, this);
    this._workspaces.currentChanged.connect(this._onCurrentChanged, this);
    this._workspaces.changed.connect(this._onWorkspacesChanged, this);
  }

  /** The current workspace's name; empty before it is known. */
  get workspace(): string {
    return this._workspaces.current?.name ?? '';
  }

  get count(): number {
    return this._count;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Those that wait or run now, oldest first. */
  async list(): Promise<readonly RunningQuery[]> {
    const workspace = this._workspaces.current;
    if (workspace === null) {
      return [];
    }
    const { items } = await this._client.runningQueries(workspace.id);
    if (workspace.id === this._workspaces.current?.id) {
      this._set(items.length);
    }
    return items;
  }

  async cancel(id: string): Promise<void> {
    await this._client.cancelQuery(id);
  }

  /** Cancel all of them; gives how many there were. */
  async cancelAll(): Promise<number> {
    const running = await this.list();
    await Promise.all(running.map(({ id }) => this.cancel(id)));
    return running.length;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _ask(): void {
    // Without an answer nothing is known to run.
    this.list().catch(() => this._set(0));
  }

  private _onEvent(_: LiveEvents, event: Event): void {
    if (
      event.type === 'queries' &&
      event.workspace_id === this._workspaces.current?.id
    ) {
      this._set(event.running);
    }
  }

  private _onCurrentChanged(): void {
    this._set(0);
    if (this._live.state === 'open') {
      this._ask();
    }
  }

  private _onWorkspacesChanged(): void {
    this._changed.emit();
  }

  private _set(count: number): void {
    if (count !== this._count) {
      this._count = count;
      this._changed.emit();
    }
  }

  private _count = 0;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
