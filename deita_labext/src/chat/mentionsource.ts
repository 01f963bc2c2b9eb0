import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { Refresher } from '../api/refresher';
import type { IDeitaClient } from '../tokens';
import type { WorkspacesModel } from '../workspaces/model';
import { ofResults, ofSaved, ofTables, type IMentionable } from './mentions';

/** How long what was listed is good enough, in milliseconds. */
const FRESH_MS = 10_000;

/** How many of the last results can be mentioned. */
const RESULTS = 20;

/** What of the current workspace can be mentioned; had when the first `@` is typed. */
export class MentionSource implements IDisposable {
  constructor(
    private readonly _client: IDeitaClient,
    private readonly _workspaces: WorkspacesModel,
    private readonly _trans: TranslationBundle
  ) {
    this._workspaces.currentChanged.connect(this._onWorkspace, this);
  }

  get items(): readonly IMentionable[] {
    return this._items;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Have what can be mentioned, unless it is there. Never throws: then there is none. */
  async load(): Promise<void> {
    if (Date.now() - this._listedAt > FRESH_MS) {
      this._listedAt = Date.now();
      await this._refresher.run();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._workspaces.currentChanged.disconnect(this._onWorkspace, this);
    this._refresher.dispose();
    Signal.clearData(this);
  }

  private async _list(): Promise<void> {
    await this._workspaces.ready();
    const workspaceId = this._workspaces.current?.id;
    if (workspaceId === undefined) {
      return;
    }
    try {
      const [tables, saved, past] = await Promise.all([
        this._client.tables(workspaceId),
        this._client.savedQueries(workspaceId),
        this._client.history(workspaceId, { limit: RESULTS })
      ]);
      if (workspaceId === this._workspaces.current?.id && !this._isDisposed) {
        const rows = (count: number): string =>
          this._trans._n('%2 row', '%2 rows', count, count.toLocaleString());
        this._items = [
          ...ofTables(tables.items, rows),
          ...ofSaved(saved.items, this._trans.__('saved query')),
          ...ofResults(past.items, rows)
        ];
        this._changed.emit();
      }
    } catch {
      // The question can be asked without.
      this._listedAt = 0;
    }
  }

  private _onWorkspace(): void {
    this._items = [];
    this._listedAt = 0;
    this._changed.emit();
  }

  private _items: readonly IMentionable[] = [];
  private _listedAt = 0;
  private _isDisposed = false;
  private readonly _refresher = new Refresher(() => this._list());
  private readonly _changed = new Signal<this, void>(this);
}
