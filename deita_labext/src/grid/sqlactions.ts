/** What can be done with the statement of what a grid shows. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { RowSource } from '../api/client';
import type { View, ViewSql } from '../api/contract';
import { CommandIDs } from '../commands';
import { told } from '../dialogs';
import type { IDeitaClient } from '../tokens';
import type { GridPanel } from './gridpanel';

/** Rows, and which of them are seen. */
export interface ISeenRows {
  readonly source: RowSource;
  readonly view: View;
}

export interface ISqlOptions<T extends ISeenRows = GridPanel> {
  client: IDeitaClient;
  commands: CommandRegistry;
  grid: T;
  /** What the rows are called. */
  name: string;
  trans: TranslationBundle;
}

/** Puts the statement on the clipboard. Never throws: what goes wrong is told. */
export async function copySql(options: ISqlOptions): Promise<void> {
  await withSql(options, ({ sql }) => {
    const { grid, trans } = options;
    Clipboard.copyToSystem(sql);
    grid.grid?.say(trans.__('SQL copied'));
  });
}

/** Opens the statement in the SQL editor, or in a notebook. Never throws. */
export async function openSql(
  options: ISqlOptions<ISeenRows>,
  command: typeof CommandIDs.openEditor | typeof CommandIDs.insertQuery
): Promise<void> {
  await withSql(options, async ({ sql, params }) => {
    const { client, commands, grid, name } = options;
    await commands.execute(command, {
      workspaceId: await workspaceOf(client, grid.source),
      sql,
      params: params as ReadonlyPartialJSONObject,
      name
    });
  });
}

function withSql(
  { client, grid, trans }: ISqlOptions<ISeenRows>,
  then: (made: ViewSql) => unknown
): Promise<void> {
  return told(trans, async () => {
    await then(await client.viewSql(grid.source, grid.view));
  });
}

/** The workspace whose tables the rows are of. */
export async function workspaceOf(
  client: IDeitaClient,
  source: RowSource
): Promise<string> {
  return source.kind === 'table'
    ? source.workspaceId
    : (await client.result(source.resultId)).workspace_id;
}
