import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Verified, VerifiedCreate } from '../api/contract';
import { isAbort, toDeitaError, type DeitaError } from '../api/request';
import type { IAiClient } from '../tokens';
import type { LoadState, WorkspacesModel } from '../workspaces/model';

/** The verified questions of the current workspace, and how they fared when they ran. */
export class VerifiedModel implements IDisposable {
  constructor(
    private readonly _client: IAiClient,
    private readonly _workspaces: WorkspacesModel
  ) {
    this._workspaces.currentChanged.connect(this._onWorkspace, this);
  }

  /** The newest first. */
  get items(): readonly Verified[] {
    return this._items;
  }

  get loadState(): LoadState {
    return this._loadState;
  }

  /** Why the last listing or run failed. */
  get error(): DeitaError | null {
    return this._error;
  }

  get running(): boolean {
    return this._run !== null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** List them. Never throws: see `error`. */
  async load(): Promise<void> {
    const workspaceId = this._workspaces.current?.id;
    if (workspaceId === undefined) {
      return;
    }
    if (this._loadState !== 'ready') {
      this._loadState = 'loading';
      this._changed.emit();
    }
    try {
      const { items } = await this._client.verified(workspaceId);
      if (workspaceId !== this._workspaces.current?.id) {
        return;
      }
      this._items = items;
      this._error = null;
      this._loadState = 'ready';
    } catch (reason) {
      this._error = toDeitaError(reason);
      this._loadState = this._loadState === 'ready' ? 'ready' : 'failed';
    }
    this._emit();
  }

  /** Keep a question with the statement that answers it. */
  async add(body: VerifiedCreate): Promise<Verified> {
    const { current } = this._workspaces;
    if (current === null) {
      throw new Error('There is no current workspace.');
    }
    const made = await this._client.verify(current.id, body);
    this._items = [made, ...this._items];
    this._emit();
    return made;
  }

  async remove({ id, workspace_id }: Verified): Promise<void> {
    await this._client.deleteVerified(workspace_id, id);
    this._items = this._items.filter(each => each.id !== id);
    this._emit();
  }

  /**
   * Run all and compare what they give: their own statements, or those of a model
   * that is asked the questions; `ids`: of these alone. Never throws: see `error`.
   */
  async run(model: string | null, ids: readonly string[] | null = null): Promise<void> {
    const workspaceId = this._workspaces.current?.id;
    if (workspaceId === undefined || this._run !== null) {
      return;
    }
    const run = new AbortController();
    this._run = run;
    this._error = null;
    this._emit();
    try {
      const { items } = await this._client.runVerified(
        workspaceId,
        { model, ids: ids && [...ids] },
        run.signal
      );
      const ran = new Map(items.map(each => [each.id, each]));
      this._items = this._items.map(each => ran.get(each.id) ?? each);
    } catch (reason) {
      if (!isAbort(reason)) {
        this._error = toDeitaError(reason);
      }
    }
    this._run = null;
    this._emit();
  }

  /** Those of which a table, or the model that was asked, has changed since they ran. */
  get due(): readonly Verified[] {
    return this._items.filter(
      ({ changed, model_changed }) => changed.length > 0 || model_changed
    );
  }

  /** Run those that are due; where the model has changed, it is asked. Never throws. */
  async runDue(model: string | null): Promise<void> {
    const { due } = this;
    const asked = due.filter(({ model_changed }) => model_changed);
    const others = due.filter(({ model_changed }) => !model_changed);
    for (const [items, who] of [
      [others, null],
      [asked, model]
    ] as const) {
      if (items.length > 0 && this._error === null) {
        await this.run(
          who,
          items.map(({ id }) => id)
        );
      }
    }
  }

  /** Stop what runs. */
  stop(): void {
    this._run?.abort();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._run?.abort();
    this._workspaces.currentChanged.disconnect(this._onWorkspace, this);
    Signal.clearData(this);
  }

  private _onWorkspace(): void {
    this._run?.abort();
    this._items = [];
    this._error = null;
    this._loadState = 'idle';
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _items: readonly Verified[] = [];
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private _loadState: LoadState = 'idle';
  private _run: AbortController | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
