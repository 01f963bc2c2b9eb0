import type { Widget } from '@lumino/widgets';

import type { ChartBlock } from '../api/contract';
import type { IOutside } from './outside';

/** JupyterLab's own renderer of Vega-Lite, where it is on. */
const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** The chart of a block over its rows. Throws where it cannot be drawn. */
export async function chartWidget(
  { client, rendermime, trans }: IOutside,
  workspaceId: string,
  { spec, sql }: ChartBlock,
  signal: AbortSignal
): Promise<Widget> {
  if (!spec || !sql || rendermime.getFactory(VEGA_LITE) === undefined) {
    throw new Error(trans.__('This chart cannot be drawn here.'));
  }
  const query = await client.query(workspaceId, sql, signal);
  const names = query.result?.columns.map(({ name }) => name) ?? [];
  const values = query.rows.map(row =>
    Object.fromEntries(names.map((name, index) => [name, row[index]]))
  );
  const widget = rendermime.createRenderer(VEGA_LITE);
  const data = { [VEGA_LITE]: { ...spec, data: { values } } } as never;
  await widget.renderModel(rendermime.createModel({ data, trusted: true }));
  return widget;
}
