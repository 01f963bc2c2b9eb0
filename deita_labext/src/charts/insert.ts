/** Finds out what a cell needs to know to draw a chart. */
import { DeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';
import { chartCell } from './cell';
import type { ChartModel } from './model';

type Client = Pick<IDeitaClient, 'viewSql' | 'result' | 'workspaces'>;

/** The text of a cell that draws the chart. Throws a DeitaError where it cannot be written. */
export async function cellOf(client: Client, model: ChartModel): Promise<string> {
  const { source, view, chart, name } = model;
  if (chart === null) {
    throw new DeitaError({ code: 'no_chart', message: 'There is no chart yet.' });
  }
  const whole = !view.filter && !view.search;
  const [{ items }, statement, workspaceId] = await Promise.all([
    client.workspaces(),
    source.kind === 'table' && whole ? null : client.viewSql(source, view),
    source.kind === 'table'
      ? source.workspaceId
      : client.result(source.resultId).then(result => result.workspace_id)
  ]);
  // A kernel knows the workspace by itself where there is but one.
  const workspace =
    items.length > 1
      ? (items.find(({ id }) => id === workspaceId)?.name ?? null)
      : null;
  const table = statement === null ? name : null;
  return chartCell(chart, { workspace, table, statement });
}
