import { ServerConnection } from '@jupyterlab/services';

import type {
  Event,
  FileList,
  Job,
  JobList,
  Me,
  QueryExport,
  ResumableUpload,
  Result,
  Table,
  TableList,
  TablePatch,
  Uploaded,
  Workspace,
  WorkspaceCreate,
  WorkspaceList,
  WorkspacePatch
} from './contract';
import { readEvents } from './events';
import { apiUrl, DeitaError, request, toDeitaError, unreachable } from './request';
import { upload, type IUploadOptions, type UploadFile } from './upload';

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

/**
 * Deita's service, as the Jupyter server of this page offers it. The only thing
 * that fetches. Every method throws a DeitaError, or the AbortError of its signal.
 */
export class DeitaClient {
  constructor(
    private readonly _settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  /** Who asks, and the limits that apply. */
  me(signal?: AbortSignal): Promise<Me> {
    return this._json<Me>('GET', ['me'], { signal });
  }

  workspaces(signal?: AbortSignal): Promise<WorkspaceList> {
    return this._json<WorkspaceList>('GET', ['workspaces'], { signal });
  }

  workspace(id: string, signal?: AbortSignal): Promise<Workspace> {
    return this._json<Workspace>('GET', ['workspaces', id], { signal });
  }

  createWorkspace(body: WorkspaceCreate): Promise<Workspace> {
    return this._json<Workspace>('POST', ['workspaces'], { body });
  }

  updateWorkspace(id: string, body: WorkspacePatch): Promise<Workspace> {
    return this._json<Workspace>('PATCH', ['workspaces', id], { body });
  }

  /** Delete a workspace with all that is in it. */
  deleteWorkspace(id: string): Promise<void> {
    return this._delete(['workspaces', id]);
  }

  tables(workspaceId: string, signal?: AbortSignal): Promise<TableList> {
    return this._json<TableList>('GET', ['workspaces', workspaceId, 'tables'], {
      signal
    });
  }

  table(workspaceId: string, tableId: string, signal?: AbortSignal): Promise<Table> {
    return this._json<Table>('GET', ['workspaces', workspaceId, 'tables', tableId], {
      signal
    });
  }

  updateTable(workspaceId: string, tableId: string, body: TablePatch): Promise<Table> {
    return this._json<Table>('PATCH', ['workspaces', workspaceId, 'tables', tableId], {
      body
    });
  }

  deleteTable(workspaceId: string, tableId: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'tables', tableId]);
  }

  files(workspaceId: string, signal?: AbortSignal): Promise<FileList> {
    return this._json<FileList>('GET', ['workspaces', workspaceId, 'files'], {
      signal
    });
  }

  /** Delete an original; the tables made of it stay. */
  deleteFile(workspaceId: string, fileId: string): Promise<void> {
    return this._delete(['workspaces', workspaceId, 'files', fileId]);
  }

  /** Send a file, by pieces that survive a lost connection; the job makes tables of it. */
  async upload(
    workspaceId: string,
    file: UploadFile,
    options: IUploadOptions = {}
  ): Promise<Uploaded> {
    const uploads = ['workspaces', workspaceId, 'uploads'];
    const url = apiUrl(this._settings, uploads);
    const id = await upload(this._settings, url, file, options);
    const made = await this._json<ResumableUpload>('GET', [...uploads, id], {});
    if (!made.file || !made.job) {
      throw new DeitaError({
        code: 'not_found',
        message: `${file.name} was deleted as soon as it had come.`,
        hint: 'Add it again, if it was not you who deleted it.'
      });
    }
    return { file: made.file, job: made.job };
  }

  jobs(workspaceId: string, signal?: AbortSignal): Promise<JobList> {
    return this._json<JobList>('GET', ['workspaces', workspaceId, 'jobs'], { signal });
  }

  job(id: string, signal?: AbortSignal): Promise<Job> {
    return this._json<Job>('GET', ['jobs', id], { signal });
  }

  cancelJob(id: string): Promise<Job> {
    return this._json<Job>('DELETE', ['jobs', id], {});
  }

  result(id: string, signal?: AbortSignal): Promise<Result> {
    return this._json<Result>('GET', ['results', id], { signal });
  }

  /** Rows `offset` and on, at most `limit` of them, as Arrow. */
  async rows(
    source: RowSource,
    offset: number,
    limit: number,
    signal?: AbortSignal
  ): Promise<IRows> {
    const url = apiUrl(this._settings, [...pathOf(source), 'rows'], { offset, limit });
    const response = await request(this._settings, url, {
      headers: { Accept: ARROW },
      ...(signal && { signal })
    });
    const count = response.headers.get('X-Deita-Row-Count');
    const data = await read(response.arrayBuffer(), signal);
    return { data, rowCount: count ? Number(count) : null };
  }

  /** Where a browser downloads all rows from, in a file of that name and format. */
  exportUrl(source: RowSource, filename: string, format: ExportFormat): string {
    return apiUrl(this._settings, [...pathOf(source), 'export'], { format, filename });
  }

  /**
   * Listen to what changes, until the signal or the server ends it (the first
   * throws its AbortError). `onOpen` is called once the server has answered.
   */
  async events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen?: () => void
  ): Promise<void> {
    const response = await request(this._settings, apiUrl(this._settings, ['events']), {
      headers: { Accept: 'text/event-stream' },
      signal
    });
    if (response.body === null) {
      throw unreachable();
    }
    onOpen?.();
    try {
      for await (const { data } of readEvents(response.body)) {
        onEvent(JSON.parse(data) as Event);
      }
    } catch (reason) {
      signal.throwIfAborted();
      throw reason instanceof TypeError ? unreachable() : toDeitaError(reason);
    }
  }

  private async _json<T>(
    method: string,
    path: readonly string[],
    { body, signal }: { body?: unknown; signal?: AbortSignal | undefined }
  ): Promise<T> {
    const response = await request(this._settings, apiUrl(this._settings, path), {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' }
      }),
      ...(signal && { signal })
    });
    return read(response.json() as Promise<T>, signal);
  }

  private async _delete(path: readonly string[]): Promise<void> {
    await request(this._settings, apiUrl(this._settings, path), { method: 'DELETE' });
  }
}

/** Wait for a body; a connection that ends in the middle of it is no answer. */
async function read<T>(body: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await body;
  } catch {
    signal?.throwIfAborted();
    throw unreachable();
  }
}

function pathOf(source: RowSource): string[] {
  return source.kind === 'table'
    ? ['workspaces', source.workspaceId, 'tables', source.tableId]
    : ['results', source.resultId];
}
