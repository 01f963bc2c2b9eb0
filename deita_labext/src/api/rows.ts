/** Rows of tables and results: as pages, charts, summaries, statements and files. */
import type { ServerConnection } from '@jupyterlab/services';

import type {
  ChartRequest,
  Drawing,
  QueryExport,
  Summary,
  SummaryRequest,
  View,
  ViewSql
} from './contract';
import { apiUrl, type IJsonOptions, readBody, request, requestJson } from './request';

const ARROW = 'application/vnd.apache.arrow.stream';

/** What rows can be read from: a table as it is now, or the result of a query. */
export type RowSource =
  | { kind: 'table'; workspaceId: string; tableId: string }
  | { kind: 'result'; resultId: string };

/** What an export can be. */
export type ExportFormat = NonNullable<QueryExport['format']>;

/** A page of rows: an Arrow IPC stream, and the number of rows in all, null while unknown. */
export interface IRows {
  data: ArrayBuffer;
  rowCount: number | null;
}

/** The part of Deita's service that rows are read by. Throws as DeitaClient does. */
export class RowsClient {
  constructor(protected readonly _settings: ServerConnection.ISettings) {}

  /** Rows `offset` and on, at most `limit` of them, as Arrow; those of a view where one is given. */
  async rows(
    source: RowSource,
    offset: number,
    limit: number,
    signal?: AbortSignal,
    view?: View
  ): Promise<IRows> {
    const path = [...pathOf(source), 'rows'];
    const seen = view && seenBy(view);
    const plain = !seen || Object.keys(seen).length === 0;
    const url = apiUrl(this._settings, path, plain ? { offset, limit } : {});
    const response = await request(this._settings, url, {
      headers: {
        Accept: ARROW,
        ...(!plain && { 'Content-Type': 'application/json' })
      },
      ...(!plain && {
        method: 'POST',
        body: JSON.stringify({ ...seen, offset, limit })
      }),
      ...(signal && { signal })
    });
    const count = response.headers.get('X-Deita-Row-Count');
    const data = await readBody(response.arrayBuffer(), signal);
    return { data, rowCount: count ? Number(count) : null };
  }

  /** A chart of rows, made by the engine. */
  chart(source: RowSource, body: ChartRequest, signal?: AbortSignal): Promise<Drawing> {
    return this._json<Drawing>('POST', [...pathOf(source), 'chart'], { body, signal });
  }

  /** What the columns of the rows seen hold. */
  summary(
    source: RowSource,
    body: SummaryRequest,
    signal?: AbortSignal
  ): Promise<Summary> {
    const path = [...pathOf(source), 'summary'];
    return this._json<Summary>('POST', path, { body, signal });
  }

  /** A statement that gives the rows of a view, and the values of its parameters. */
  viewSql(source: RowSource, view: View, signal?: AbortSignal): Promise<ViewSql> {
    const path = [...pathOf(source), 'sql'];
    return this._json<ViewSql>('POST', path, { body: seenBy(view), signal });
  }

  /**
   * Where a browser downloads all rows from, or those of a view, in a file of that
   * name and format.
   */
  exportUrl(
    source: RowSource,
    filename: string,
    format: ExportFormat,
    view: View = {}
  ): string {
    const { search, ...lists } = seenBy(view);
    return apiUrl(this._settings, [...pathOf(source), 'export'], {
      format,
      filename,
      ...Object.fromEntries(
        Object.entries(lists).map(([name, value]) => [name, JSON.stringify(value)])
      ),
      ...(search !== undefined && { search })
    });
  }

  protected _json<T>(
    method: string,
    path: readonly string[],
    options: IJsonOptions
  ): Promise<T> {
    return requestJson<T>(this._settings, method, path, options);
  }

  protected async _delete(path: readonly string[]): Promise<void> {
    await request(this._settings, apiUrl(this._settings, path), { method: 'DELETE' });
  }
}

/** A view without what it says nothing of. */
function seenBy({ sort, filter, search }: View): {
  sort?: NonNullable<View['sort']>;
  filter?: NonNullable<View['filter']>;
  search?: string;
} {
  return {
    ...(sort && sort.length > 0 && { sort }),
    ...(filter && { filter }),
    ...(search && { search })
  };
}

function pathOf(source: RowSource): string[] {
  return source.kind === 'table'
    ? ['workspaces', source.workspaceId, 'tables', source.tableId]
    : ['results', source.resultId];
}
