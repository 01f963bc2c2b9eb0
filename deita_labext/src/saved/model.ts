import type { SavedQuery, SavedQueryPatch } from '../api/contract';
import type { LiveEvents } from '../api/events';
import type { IDeitaClient } from '../tokens';
import { WorkspaceListModel } from '../workspaces/listmodel';
import type { WorkspacesModel } from '../workspaces/model';

/** The saved queries of the current workspace, by name. */
export class SavedModel extends WorkspaceListModel<SavedQuery> {
  constructor(
    private readonly _client: IDeitaClient,
    workspaces: WorkspacesModel,
    live: LiveEvents
  ) {
    super(
      workspaces,
      live,
      'saved_queries',
      async id => (await _client.savedQueries(id)).items
    );
  }

  /** Rename, describe or rewrite one. */
  async update(
    { id, workspace_id }: SavedQuery,
    patch: SavedQueryPatch
  ): Promise<void> {
    this._keep(await this._client.updateSavedQuery(workspace_id, id, patch));
  }

  async remove({ id, workspace_id }: SavedQuery): Promise<void> {
    await this._client.deleteSavedQuery(workspace_id, id);
    this.put(this.items.filter(each => each.id !== id));
  }

  /** Keep one again that was removed; under a new id. */
  async restore({ workspace_id, name, sql, description }: SavedQuery): Promise<void> {
    const body = { name, sql, description };
    this._keep(await this._client.saveQuery(workspace_id, body));
  }

  private _keep(saved: SavedQuery): void {
    if (saved.workspace_id === this.workspaces.current?.id) {
      const others = this.items.filter(({ id }) => id !== saved.id);
      this.put([...others, saved].sort((a, b) => a.name.localeCompare(b.name)));
    }
  }
}
