/** What can be done with what a grid shows: export, its statement, a chart. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';

import type { ExportFormat, RowSource } from '../api/client';
import type { View } from '../api/contract';
import { CommandIDs } from '../commands';
import { told } from '../dialogs';
import { openExportMenu } from '../exports';
import type { IDeitaClient } from '../tokens';
import type { GridPanel } from './gridpanel';
import { openMenu } from './menu';
import { copySql, type ISqlOptions, openSql, workspaceOf } from './sqlactions';

export interface IAskOptions {
  client: IDeitaClient;
  commands: CommandRegistry;
  source: RowSource;
  trans: TranslationBundle;
}

/** The formats; twice, for what is seen and for all, where those are not the same. */
export function exportMenu(
  button: HTMLElement,
  grid: GridPanel,
  trans: TranslationBundle,
  choose: (format: ExportFormat, view: View) => unknown
): void {
  const { view } = grid;
  const all = {
    label: trans.__('All Rows'),
    choose: (format: ExportFormat) => void choose(format, {})
  };
  const { sort, filter, search } = view;
  if (sort.length === 0 && !filter && search === null) {
    openExportMenu(button, all);
    return;
  }
  const { seen } = grid.counts;
  openExportMenu(
    button,
    {
      label:
        seen === null
          ? trans.__('What Is Seen')
          : trans.__('What Is Seen (%1 Rows)', seen.toLocaleString()),
      choose: format => void choose(format, view)
    },
    all
  );
}

/** The statement of what is seen: to copy, in the SQL editor, in a notebook. */
export function sqlMenu(button: HTMLElement, options: ISqlOptions): void {
  const { commands, trans } = options;
  const { left, bottom } = button.getBoundingClientRect();
  const places = [
    [CommandIDs.openEditor, trans.__('Open in SQL Editor')],
    [CommandIDs.insertQuery, trans.__('Open in Notebook')]
  ] as const;
  openMenu(
    [
      {
        label: trans.__('Copy SQL of What Is Seen'),
        run: () => void copySql(options)
      },
      ...places
        .filter(([command]) => commands.hasCommand(command))
        .map(([command, label]) => ({
          label,
          run: () => void openSql(options, command)
        }))
    ],
    left,
    bottom
  );
}

/** Tells, now and whenever that changes, whether a model can be asked about the rows. */
export function followAsking(
  commands: CommandRegistry,
  source: RowSource,
  tell: (can: boolean) => void
): IDisposable {
  const look = (): void => tell(canAsk(commands, source));
  commands.commandChanged.connect(look);
  look();
  return new DisposableDelegate(() => {
    commands.commandChanged.disconnect(look);
  });
}

/** Whether a model can be asked about the rows: about a result, where there is one. */
function canAsk(commands: CommandRegistry, source: RowSource): boolean {
  return (
    source.kind === 'result' &&
    commands.hasCommand(CommandIDs.explainWithAi) &&
    commands.isVisible(CommandIDs.explainWithAi, { resultId: source.resultId })
  );
}

/** What a model can do with a result. */
export function askMenu(
  button: HTMLElement,
  { client, commands, source, trans }: IAskOptions
): void {
  const { left, bottom } = button.getBoundingClientRect();
  const item = (label: string, id: string): { label: string; run: () => void } => ({
    label,
    run: () =>
      void told(trans, async () => {
        const workspaceId = await workspaceOf(client, source);
        const resultId = source.kind === 'result' ? source.resultId : '';
        await commands.execute(id, { workspaceId, resultId });
      })
  });
  openMenu(
    [
      item(trans.__('Explain This Result'), CommandIDs.explainWithAi),
      item(trans.__('Suggest a Chart'), CommandIDs.suggestChart)
    ],
    left,
    bottom
  );
}

/** What draws a chart of what is seen; null where nothing can. */
export function chartOf(
  commands: CommandRegistry,
  grid: GridPanel,
  name: string
): (() => void) | null {
  return commands.hasCommand(CommandIDs.openChart)
    ? () =>
        void commands.execute(CommandIDs.openChart, {
          source: grid.source,
          view: JSON.parse(JSON.stringify(grid.view)) as ReadonlyPartialJSONObject,
          name
        })
    : null;
}
