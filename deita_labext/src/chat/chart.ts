import type { Widget } from '@lumino/widgets';

import type { ChartBlock, ChartInput } from '../api/contract';
import { toDeitaError } from '../api/request';
import type { IOutside } from './outside';

/** The chart of a block over its rows, drawn by the service. Throws where it cannot be. */
export async function chartWidget(
  { client, rendermime, themes, trans }: IOutside,
  workspaceId: string,
  { chart, sql, result_id: kept }: ChartBlock,
  signal: AbortSignal
): Promise<Widget> {
  const draw = async (resultId: string): Promise<Widget> => {
    const source = { kind: 'result', resultId } as const;
    const { spec } = await client.chart(source, { chart: chart as ChartInput }, signal);
    const { ChartView } = await import('../charts/chartview');
    const view = new ChartView({ rendermime, themes, trans });
    view.spec = spec;
    return view;
  };
  try {
    if (kept) {
      return await draw(kept);
    }
  } catch (reason) {
    // A result is kept for a while only; its statement gives it again.
    const { status } = toDeitaError(reason);
    if (!sql || (status !== 404 && status !== 410)) {
      throw reason;
    }
  }
  const { id } = await client.query(workspaceId, sql ?? '', signal);
  return draw(id);
}
