/** Commands about the current grid: what its menus, its toolbar and its keys do. */
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { downloadRows, EXPORT_FORMATS, formatOf } from '../exports';
import type { IDeitaClient } from '../tokens';
import { actionWords } from './actionwords';
import { type GridAction, GridActionIDs, GridCommandIDs } from './commandids';
import type { CurrentGrid } from './current';
import type { GridPanel } from './gridpanel';
import { RowsPanel } from './rowspanel';
import { copySql, openSql } from './sqlactions';
import { chartOf } from './toolbar';

export interface IGridCommandOptions {
  client: IDeitaClient;
  current: CurrentGrid;
  palette: ICommandPalette | null;
  trans: TranslationBundle;
}

/** The command palette gives the focus back first, after a command has been carried out. */
function paletteClosed(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

/** Adds them, each also to the palette. */
export function addGridCommands(
  commands: CommandRegistry,
  { client, current, palette, trans }: IGridCommandOptions
): void {
  const category = trans.__('Deita: Grid');
  const words = actionWords(trans);
  const copies: readonly GridAction[] = [
    'copyTabs',
    'copyCsv',
    'copyCsvHeader',
    'copyMarkdown',
    'copyValues'
  ];
  for (const [action, id] of Object.entries(GridActionIDs) as [GridAction, string][]) {
    const word = words[action];
    commands.addCommand(id, {
      // In its menu, a format stands below the word.
      label: ({ isPalette }) =>
        copies.includes(action) && isPalette === true
          ? trans.__('Copy As %1', word)
          : word,
      isEnabled: () => {
        const entry = current.panel?.actions?.find(action) ?? null;
        return entry !== null && (entry.enabled ?? true);
      },
      execute: async () => {
        await paletteClosed();
        current.panel?.actions?.find(action)?.run();
      }
    });
    palette?.addItem({ command: id, category, args: { isPalette: true } });
  }

  const add = (
    id: string,
    label: string | CommandRegistry.CommandFunc<string>,
    run: (grid: GridPanel, args: ReadonlyPartialJSONObject) => unknown,
    more: Partial<CommandRegistry.ICommandOptions> = {}
  ): void => {
    commands.addCommand(id, {
      label,
      isEnabled: () => current.panel !== null,
      ...more,
      execute: async args => {
        await paletteClosed();
        const { panel } = current;
        if (panel !== null) {
          await run(panel, args);
        }
      }
    });
  };
  const sqlOf = (grid: GridPanel): Parameters<typeof copySql>[0] => {
    return { client, commands, grid, name: grid.label, trans };
  };

  add(GridCommandIDs.search, trans.__('Search All Columns'), grid => grid.openSearch());
  add(GridCommandIDs.clear, trans.__('Clear Filters'), grid => grid.clearFilters(), {
    isEnabled: () => {
      const { filter = null, search = null } = current.panel?.view ?? {};
      return filter !== null || search !== null;
    }
  });
  add(GridCommandIDs.copySql, trans.__('Copy SQL of What Is Seen'), grid =>
    copySql(sqlOf(grid))
  );
  add(
    GridCommandIDs.toEditor,
    trans.__('Open in SQL Editor'),
    grid => openSql(sqlOf(grid), CommandIDs.openEditor),
    { isVisible: () => commands.hasCommand(CommandIDs.openEditor) }
  );
  add(GridCommandIDs.toNotebook, trans.__('Open in Notebook'), grid =>
    openSql(sqlOf(grid), CommandIDs.insertQuery)
  );
  add(
    GridCommandIDs.chart,
    trans.__('Chart of What Is Seen'),
    grid => chartOf(commands, grid, grid.label)?.(),
    { isVisible: () => commands.hasCommand(CommandIDs.openChart) }
  );
  add(GridCommandIDs.refresh, trans.__('Load Rows Again'), grid =>
    grid.parent instanceof RowsPanel
      ? grid.parent.reload()
      : attempt(trans.__('Load rows again'), trans, () => grid.load())
  );
  for (const command of [
    GridCommandIDs.search,
    GridCommandIDs.clear,
    GridCommandIDs.copySql,
    GridCommandIDs.toEditor,
    GridCommandIDs.toNotebook,
    GridCommandIDs.chart,
    GridCommandIDs.refresh
  ]) {
    palette?.addItem({ command, category });
  }

  for (const [id, ofAll, label] of [
    [GridCommandIDs.exportSeen, false, trans.__('Export What Is Seen')],
    [GridCommandIDs.exportAll, true, trans.__('Export All Rows')]
  ] as const) {
    add(
      id,
      ({ format, isPalette }) => {
        const of = EXPORT_FORMATS.find(each => each.format === format)?.label ?? 'CSV';
        return isPalette === true ? trans.__('%1: %2', label, of) : of;
      },
      (grid, { format }) =>
        downloadRows(
          client,
          grid.source,
          grid.label,
          formatOf(format),
          ofAll ? {} : grid.view
        )
    );
    for (const { format } of EXPORT_FORMATS) {
      const args = { format, isPalette: true };
      palette?.addItem({ command: id, category, args });
    }
  }

  current.changed.connect(() => {
    for (const id of [
      ...Object.values(GridActionIDs),
      ...Object.values(GridCommandIDs)
    ]) {
      commands.notifyCommandChanged(id);
    }
  });
}
