import type { Past } from '../api/contract';
import type { LiveEvents } from '../api/events';
import type { IDeitaClient } from '../tokens';
import { WorkspaceListModel } from '../workspaces/listmodel';
import type { WorkspacesModel } from '../workspaces/model';

const PAGE = 50;

/** The queries that have ended in the current workspace, the newest first. */
export class HistoryModel extends WorkspaceListModel<Past> {
  constructor(client: IDeitaClient, workspaces: WorkspacesModel, live: LiveEvents) {
    super(workspaces, live, 'queries', async id => {
      const items: Past[] = [];
      let before: string | null = null;
      for (let page = 0; page < this._pages; page += 1) {
        const found: { items: Past[]; next: string | null } = await client.history(id, {
          limit: PAGE,
          before
        });
        items.push(...found.items);
        before = found.next;
        if (before === null) {
          break;
        }
      }
      this._hasMore = before !== null;
      return items;
    });
    workspaces.currentChanged.connect(() => {
      this._pages = 1;
      this._hasMore = false;
    });
  }

  /** Whether there are older ones than those listed. */
  get hasMore(): boolean {
    return this._hasMore;
  }

  /** List as many older ones too. */
  more(): Promise<void> {
    this._pages += 1;
    return this.refresh();
  }

  private _pages = 1;
  private _hasMore = false;
}
