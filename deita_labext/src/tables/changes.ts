import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { File as StoredFile, Table } from '../api/contract';
import { DeitaError } from '../api/request';
import { CommandIDs, tableArguments, type ITableArguments } from '../commands';
import { attempt } from '../dialogs';
import { downloadIcon, tableIcon, uploadIcon } from '../icons';
import { givenOptions } from '../imports/options';
import { argumentsOf } from '../imports/target';
import type { IDeitaClient } from '../tokens';
import { askName } from '../workspaces/commands';
import { type Guarded, namedPlace, type Rights } from '../workspaces/rights';
import type { Filling } from './filling';
import type { TablesModel } from './model';
import type { DataBrowser } from './panel';

/** How long the notice of a deletion offers to undo it; the data browser does so longer. */
const UNDO_MS = 15_000;

/** What the commands about a table's life need. */
export interface IChangeCommandOptions {
  /** Where those go that change what is in the workspace. */
  edits: Guarded;
  browser: DataBrowser;
  client: IDeitaClient;
  tables: TablesModel;
  filling: Filling;
  /** The result in the tab that is current, where one is. */
  currentResult: () => IResultArguments | null;
  rights: Rights;
  trans: TranslationBundle;
}

/** Which result a command is about; its workspace where that is known. */
interface IResultArguments {
  resultId: string;
  name: string;
  workspaceId: string | undefined;
}

/** Add the commands that read files anew, look back, describe, delete and bring back. */
export function addChangeCommands(
  commands: CommandRegistry,
  {
    edits,
    browser,
    client,
    tables,
    filling,
    currentResult,
    rights,
    trans
  }: IChangeCommandOptions
): void {
  /** The table of the arguments, or else the one that is active. */
  const target = (args: ReadonlyPartialJSONObject): ITableArguments | null => {
    if ('tableId' in args) {
      return tableArguments(args);
    }
    const table = browser.active.table;
    return table && argumentsFor(table);
  };
  const isEnabled = (args: ReadonlyPartialJSONObject): boolean => target(args) !== null;
  const fileOf = (table: Table | null): StoredFile | undefined =>
    tables.files.find(({ id }) => id === table?.file_id);

  for (const [command, open, label] of [
    [CommandIDs.showReport, CommandIDs.openReport, trans.__('How It Was Read')],
    [CommandIDs.showSnapshots, CommandIDs.openSnapshots, trans.__('Snapshots')],
    [
      CommandIDs.describeSelectedWithAi,
      CommandIDs.describeWithAi,
      trans.__('Describe with AI')
    ],
    [CommandIDs.showProfile, CommandIDs.openProfile, trans.__('Profile')],
    [CommandIDs.chartTable, CommandIDs.openChart, trans.__('Chart')]
  ] as const) {
    commands.addCommand(command, {
      label,
      isEnabled,
      // Where the other part is off, or has no model, there is nothing to choose.
      isVisible: () => commands.hasCommand(open) && commands.isVisible(open),
      execute: async args => {
        const table = target(args);
        if (table !== null) {
          const { workspaceId, tableId, name } = table;
          const source = { kind: 'table', workspaceId, tableId };
          await commands.execute(
            open,
            open === CommandIDs.openChart ? { source, name } : { ...table }
          );
        }
      }
    });
  }

  const describe = async (table: Table, column: string | null): Promise<void> => {
    const { DescribeForm } = await import('./describe');
    const title = trans.__('Describe %1', table.name);
    const { button, value } = await showDialog({
      title,
      body: new DescribeForm(table, trans),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Save') })
      ],
      focusNodeSelector:
        column === null ? 'textarea' : `[data-column="${CSS.escape(column)}"]`
    });
    if (button.accept && value !== null && Object.keys(value).length > 0) {
      await attempt(title, trans, () => tables.update(table, value));
    }
  };
  edits.addCommand(CommandIDs.describeTable, {
    label: trans.__('Describe…'),
    isEnabled: () => browser.active.table !== null,
    execute: async () => {
      const { table } = browser.active;
      if (table !== null) {
        await describe(table, null);
      }
    }
  });
  edits.addCommand(CommandIDs.describeColumn, {
    label: trans.__('Describe…'),
    isEnabled: () => browser.active.column !== null,
    execute: async () => {
      const found = browser.active.column;
      if (found !== null) {
        await describe(found.table, found.column.name);
      }
    }
  });

  edits.addCommand(CommandIDs.importAgain, {
    label: trans.__('Import Again with Other Options…'),
    caption: () =>
      fileOf(browser.active.table) === undefined
        ? trans.__('The file that it was made of is not there any more')
        : trans.__('Read its file anew'),
    isEnabled: args => 'tableId' in args || fileOf(browser.active.table) !== undefined,
    execute: async args => {
      const table = target(args);
      if (table === null) {
        return;
      }
      const { workspaceId, tableId: id, name } = table;
      await attempt(trans.__('Import %1 again', name), trans, async () => {
        const { decisions, part, file_id } = await client.report(workspaceId, id);
        const { items } = await client.files(workspaceId);
        const file = items.find(each => each.id === file_id);
        if (file === undefined) {
          throw new DeitaError({
            code: 'not_found',
            message: trans.__(
              'The file that %1 was made of is not there any more.',
              name
            ),
            hint: trans.__('Replace its rows by another file.')
          });
        }
        const again = argumentsOf({
          workspaceId,
          fileId: file.id,
          fileName: file.name,
          mode: 'replace',
          table: { id, name },
          name: null,
          options: givenOptions(decisions, part)
        });
        await commands.execute(CommandIDs.openImport, again);
      });
    }
  });

  for (const [command, mode, label] of [
    [CommandIDs.replaceTable, 'replace', trans.__('Replace by a File…')],
    [CommandIDs.appendTable, 'append', trans.__('Append a File…')]
  ] as const) {
    edits.addCommand(command, {
      label,
      isEnabled: () => browser.active.table !== null,
      execute: async () => {
        const table = browser.active.table;
        if (table !== null) {
          await filling.into(table, mode);
        }
      }
    });
  }

  edits.addCommand(CommandIDs.deleteTable, {
    label: trans.__('Delete'),
    isEnabled: () => browser.active.table !== null,
    execute: async () => {
      const table = browser.active.table;
      if (table === null) {
        return;
      }
      const title = trans.__('Delete %1', table.name);
      if (await attempt(title, trans, () => tables.remove(table))) {
        Notification.info(trans.__('%1 is deleted.', table.name), {
          autoClose: UNDO_MS,
          actions: [
            {
              label: trans.__('Undo'),
              callback: () =>
                void commands.execute(CommandIDs.undeleteTable, {
                  ...argumentsFor(table)
                })
            }
          ]
        });
      }
    }
  });

  edits.addCommand(CommandIDs.undeleteTable, {
    label: trans.__('Bring Back'),
    isEnabled: args => 'tableId' in args || browser.active.deleted !== null,
    execute: async args => {
      const deleted = browser.active.deleted;
      const table =
        'tableId' in args ? tableArguments(args) : deleted && argumentsFor(deleted);
      if (table !== null) {
        await attempt(trans.__('Bring %1 back', table.name), trans, () =>
          tables.undelete(table.workspaceId, table.tableId)
        );
      }
    }
  });

  edits.addCommand(CommandIDs.uploadLooking, {
    label: trans.__('Add a File, Looking First…'),
    caption: trans.__(
      'Choose a file and decide how it is read before it becomes a table'
    ),
    icon: uploadIcon.bindprops({ stylesheet: 'menuItem' }),
    execute: () => filling.pick()
  });

  edits.addCommand(CommandIDs.importFile, {
    label: trans.__('Make a Table of It…'),
    icon: tableIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: () => browser.active.file !== null,
    execute: async () => {
      const file = browser.active.file;
      if (file !== null) {
        await filling.look(file);
      }
    }
  });

  commands.addCommand(CommandIDs.downloadFile, {
    label: trans.__('Download the Original'),
    icon: downloadIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: () => browser.active.file !== null,
    execute: () => {
      const file = browser.active.file;
      if (file !== null) {
        const link = document.createElement('a');
        link.href = client.fileUrl(file.workspace_id, file.id);
        link.download = file.name;
        link.click();
      }
    }
  });

  const resultPlace = (args: ReadonlyPartialJSONObject): string | undefined =>
    'resultId' in args ? namedPlace(args) : currentResult()?.workspaceId;
  rights.guard(commands, resultPlace).addCommand(CommandIDs.saveResult, {
    label: args =>
      args.toolbar === true
        ? trans.__('Save as Table…')
        : trans.__('Save Result as Table…'),
    caption: trans.__('Save result as table: all rows, in this workspace'),
    icon: args => (args.toolbar === true ? tableIcon : undefined),
    isEnabled: args => 'resultId' in args || currentResult() !== null,
    execute: async args => {
      const { resultId, name: proposed } =
        'resultId' in args ? args : (currentResult() ?? {});
      if (typeof resultId !== 'string') {
        return;
      }
      const title = trans.__('Save result as table');
      const text = typeof proposed === 'string' ? proposed.replace('@', ' ') : '';
      const name = await askName(title, text, trans.__('Save'), trans);
      if (name === null) {
        return;
      }
      await attempt(title, trans, async () => {
        const { workspace_id } = await client.result(resultId);
        const table = await client.createTable(workspace_id, {
          name,
          result_id: resultId
        });
        Notification.success(trans.__('%1 is a table now.', table.name), {
          autoClose: 8000,
          actions: [
            {
              label: trans.__('Open'),
              callback: () =>
                void commands.execute(CommandIDs.openTable, { ...argumentsFor(table) })
            }
          ]
        });
      });
    }
  });
}

function argumentsFor(table: Table): ITableArguments {
  return { workspaceId: table.workspace_id, tableId: table.id, name: table.name };
}
