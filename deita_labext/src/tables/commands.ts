import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs, type ITableArguments } from '../commands';
import { attempt, confirmDelete } from '../dialogs';
import { downloadRows, EXPORT_FORMATS, formatOf } from '../exports';
import { deitaIcon, downloadIcon, queryIcon, tableIcon, uploadIcon } from '../icons';
import type { QueryPlaces } from '../places';
import type { IDeitaClient } from '../tokens';
import { askName } from '../workspaces/commands';
import type { Guarded } from '../workspaces/rights';
import type { TablesModel } from './model';
import type { DataBrowser } from './panel';
import { tableQuery } from './query';

/** What the commands about tables need. */
export interface ITableCommandOptions {
  /** Where those go that change what is in the workspace. */
  edits: Guarded;
  browser: DataBrowser;
  client: IDeitaClient;
  tables: TablesModel;
  places: QueryPlaces;
  /** Bring the data browser to the front. */
  show: () => void;
  /** The rows that a query made for a table asks for. */
  queryLimit: () => number;
  trans: TranslationBundle;
}

/** Add the commands about tables, files and the data browser itself. */
export function addTableCommands(
  commands: CommandRegistry,
  options: ITableCommandOptions
): void {
  const { edits, browser, client, tables, places, show, queryLimit, trans } = options;
  const hasTable = (): boolean => browser.active.table !== null;

  commands.addCommand(CommandIDs.showPanel, {
    label: args =>
      args['isLauncher'] === true
        ? trans.__('Data Browser')
        : trans.__('Show Tables and Files'),
    caption: trans.__('Tables, files, queries and what is on its way'),
    icon: args => (args['isPalette'] === true ? undefined : deitaIcon),
    execute: async () => {
      // The command palette gives the focus back first, when this has been carried out.
      await new Promise(resolve => setTimeout(resolve));
      show();
    }
  });

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Tables and Files'),
    execute: () => browser.refresh()
  });

  edits.addCommand(CommandIDs.upload, {
    label: trans.__('Add Files…'),
    caption: trans.__('Choose files to become tables of the current workspace'),
    icon: uploadIcon.bindprops({ stylesheet: 'menuItem' }),
    execute: () => {
      show();
      browser.pickFiles();
    }
  });

  edits.addCommand(CommandIDs.uploadFolder, {
    label: trans.__('Add a Folder…'),
    caption: trans.__('Choose a folder whose files become tables'),
    execute: () => {
      show();
      browser.pickFolder();
    }
  });

  commands.addCommand(CommandIDs.openSelected, {
    label: trans.__('Open'),
    icon: tableIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: hasTable,
    execute: async () => {
      const table = browser.active.table;
      if (table !== null && commands.hasCommand(CommandIDs.openTable)) {
        const target: ITableArguments = {
          workspaceId: table.workspace_id,
          tableId: table.id,
          name: table.name
        };
        await commands.execute(CommandIDs.openTable, { ...target });
      }
    }
  });

  commands.addCommand(CommandIDs.queryInNotebook, {
    label: trans.__('Query in Notebook'),
    caption: trans.__('Insert a cell below the active one, or into a new notebook'),
    icon: queryIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: hasTable,
    execute: async () => {
      const table = browser.active.table;
      if (table !== null) {
        await attempt(trans.__('Query in notebook'), trans, () =>
          places.insert({
            workspaceId: table.workspace_id,
            sql: tableQuery(table.name, queryLimit())
          })
        );
      }
    }
  });

  commands.addCommand(CommandIDs.queryInEditor, {
    label: trans.__('Query in SQL Editor'),
    icon: queryIcon.bindprops({ stylesheet: 'menuItem' }),
    isVisible: () => places.hasEditor,
    isEnabled: hasTable,
    execute: async () => {
      const table = browser.active.table;
      if (table !== null) {
        await places.open({
          workspaceId: table.workspace_id,
          sql: tableQuery(table.name, queryLimit()),
          name: table.name
        });
      }
    }
  });

  commands.addCommand(CommandIDs.exportTable, {
    label: args =>
      'format' in args
        ? (EXPORT_FORMATS.find(({ format }) => format === args.format)?.label ?? '')
        : trans.__('Export as CSV'),
    icon: downloadIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: args => isTarget(args) || hasTable(),
    execute: args => {
      const table = browser.active.table;
      const target = isTarget(args)
        ? args
        : table && {
            workspaceId: table.workspace_id,
            tableId: table.id,
            name: table.name
          };
      if (target !== null) {
        const { workspaceId, tableId, name } = target;
        const source = { kind: 'table', workspaceId, tableId } as const;
        downloadRows(client, source, name, formatOf(args.format));
      }
    }
  });

  edits.addCommand(CommandIDs.renameTable, {
    label: trans.__('Rename…'),
    isEnabled: hasTable,
    execute: async () => {
      const table = browser.active.table;
      if (table === null) {
        return;
      }
      const title = trans.__('Rename table');
      const name = await askName(title, table.name, trans.__('Rename'), trans);
      if (name !== null && name !== table.name) {
        await attempt(title, trans, () => tables.update(table, { name }));
      }
    }
  });

  edits.addCommand(CommandIDs.deleteFile, {
    label: trans.__('Delete…'),
    isEnabled: () => browser.active.file !== null,
    execute: async () => {
      const file = browser.active.file;
      if (file === null) {
        return;
      }
      const title = trans.__('Delete file %1?', file.name);
      const body = trans.__('Tables made of it stay. This cannot be undone.');
      if (await confirmDelete(title, body, trans)) {
        await attempt(title, trans, () => tables.removeFile(file.id));
      }
    }
  });
}

function isTarget(args: object): args is ITableArguments {
  return 'workspaceId' in args && 'tableId' in args && 'name' in args;
}
