import type {
  File as StoredFile,
  Past,
  SavedQuery,
  Table,
  TableColumn
} from '../api/contract';
import type { HistoryModel } from '../history/model';
import type { SavedModel } from '../saved/model';
import type { BrowserState } from './browserstate';
import type { TablesModel } from './model';
import { columnKey, deletedKey, fileKey, pastKey, savedKey, tableKey } from './rows';

/** What the line of the tree is that keys and menus are about. */
export class ActiveLine {
  constructor(
    private readonly _state: BrowserState,
    private readonly _tables: TablesModel,
    private readonly _saved: SavedModel,
    private readonly _history: HistoryModel
  ) {}

  get table(): Table | null {
    return this._tables.tables.find(({ id }) => this._is(tableKey(id))) ?? null;
  }

  get column(): { table: Table; column: TableColumn } | null {
    const { active } = this._state;
    if (active?.startsWith('column:') !== true) {
      return null;
    }
    for (const table of this._tables.tables) {
      if (active.startsWith(columnKey(table.id, ''))) {
        const column = table.columns.find(({ name }) =>
          this._is(columnKey(table.id, name))
        );
        return column === undefined ? null : { table, column };
      }
    }
    return null;
  }

  get file(): StoredFile | null {
    return this._tables.files.find(({ id }) => this._is(fileKey(id))) ?? null;
  }

  get saved(): SavedQuery | null {
    return this._saved.items.find(({ id }) => this._is(savedKey(id))) ?? null;
  }

  get past(): Past | null {
    return this._history.items.find(({ id }) => this._is(pastKey(id))) ?? null;
  }

  /** The deleted table. */
  get deleted(): Table | null {
    return this._tables.deleted.find(({ id }) => this._is(deletedKey(id))) ?? null;
  }

  private _is(key: string): boolean {
    return key === this._state.active;
  }
}
