/** What can be done with what a grid shows: export, its statement, a chart. */
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { ExportFormat, RowSource } from '../api/client';
import type { View, ViewSql } from '../api/contract';
import { toDeitaError } from '../api/request';
import { CommandIDs } from '../commands';
import { openExportMenu } from '../exports';
import type { IDeitaClient } from '../tokens';
import type { GridPanel } from './gridpanel';
import { openMenu } from './menu';

export interface ISqlOptions {
  client: IDeitaClient;
  commands: CommandRegistry;
  grid: GridPanel;
  /** What the rows are called. */
  name: string;
  trans: TranslationBundle;
}

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
  const { client, commands, grid, name, trans } = options;
  const { left, bottom } = button.getBoundingClientRect();
  const withSql = (then: (made: ViewSql) => unknown): Promise<void> =>
    attempt(async () => {
      await then(await client.viewSql(grid.source, grid.view));
    });
  const run = (id: string): void =>
    void withSql(async ({ sql, params }) => {
      await commands.execute(id, {
        workspaceId: await workspaceOf(client, grid.source),
        sql,
        params: params as ReadonlyPartialJSONObject,
        name
      });
    });
  openMenu(
    [
      {
        label: trans.__('Copy SQL of What Is Seen'),
        run: () =>
          void withSql(({ sql }) => {
            Clipboard.copyToSystem(sql);
            grid.grid?.say(trans.__('SQL copied'));
          })
      },
      ...(commands.hasCommand(CommandIDs.openEditor)
        ? [
            {
              label: trans.__('Open in SQL Editor'),
              run: () => run(CommandIDs.openEditor)
            }
          ]
        : []),
      ...(commands.hasCommand(CommandIDs.insertQuery)
        ? [
            {
              label: trans.__('Open in Notebook'),
              run: () => run(CommandIDs.insertQuery)
            }
          ]
        : [])
    ],
    left,
    bottom
  );
}

/** Whether a model can be asked about the rows: about a result, where there may be one. */
export function canAsk(commands: CommandRegistry, source: RowSource): boolean {
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
      void attempt(async () => {
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

/** Do something; where it fails, say what and why. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (reason) {
    const { message, hint } = toDeitaError(reason);
    Notification.error(hint ? `${message} ${hint}` : message, { autoClose: 8000 });
  }
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

/** The workspace whose tables the rows are of. */
async function workspaceOf(client: IDeitaClient, source: RowSource): Promise<string> {
  return source.kind === 'table'
    ? source.workspaceId
    : (await client.result(source.resultId)).workspace_id;
}
