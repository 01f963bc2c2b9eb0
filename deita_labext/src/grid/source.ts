/** What a grid tab shows: a table as it is now, or the result of a query. */
import type { Column } from '../api/contract';
import type { RowSource } from '../api/client';
import type { IDeitaClient } from '../tokens';

/** What is known of rows before any of them is here. */
export interface IRowsHead {
  workspaceId: string;
  name: string;
  columns: Column[];
  /** How many rows in all; null while the result is being written. */
  rowCount: number | null;
  /** Changes when the rows do. */
  version: string;
}

/** Asks what the rows are. Throws a DeitaError, or the AbortError of the signal. */
export async function headOf(
  client: Pick<IDeitaClient, 'table' | 'result'>,
  source: RowSource,
  name: string,
  signal: AbortSignal
): Promise<IRowsHead> {
  if (source.kind === 'table') {
    const table = await client.table(source.workspaceId, source.tableId, signal);
    return {
      workspaceId: source.workspaceId,
      name: table.name,
      columns: table.columns,
      rowCount: table.row_count,
      version: String(table.snapshot)
    };
  }
  const result = await client.result(source.resultId, signal);
  return {
    workspaceId: result.workspace_id,
    name,
    columns: result.columns,
    rowCount: result.row_count,
    version: result.id
  };
}
