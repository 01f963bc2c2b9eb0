import { ServerConnection } from '@jupyterlab/services';
import type { DetailedError, PreviousUpload, Upload } from 'tus-js-client';

import { Chunks } from './chunks';
import { Connection } from './connection';
import { DeitaError, errorOf } from './request';

/** What is uploaded: a File, or anything with its bytes and name. */
export type UploadFile = Blob & {
  readonly name: string;
  readonly type: string;
  readonly lastModified?: number;
  /** The name with the folders it came with; empty where it came with none. */
  readonly webkitRelativePath?: string;
};

export interface IUploadOptions {
  /** Whether tables are made of it as soon as it is there; where not said, they are. */
  ingest?: boolean;
  /** Called with the bytes sent and bytes in all. */
  onProgress?: (sent: number, total: number) => void;
  /** Called when the connection was lost and is tried again. */
  onStalled?: () => void;
  /** Aborted for good, nothing is kept; aborted with {@link LATER}, it can go on another time. */
  signal?: AbortSignal;
}

/** The reason to abort an upload with that leaves on the server what has come. */
export const LATER = 'later';

/** A server that is busy or starts again takes some seconds; each success begins anew. */
const RETRY_AFTER_MS = [0, 500, 1000, 2000, 4000, 8000, 8000, 15_000, 15_000, 30_000];
/** 460: bytes came otherwise than they were sent. */
const PASSES = new Set([408, 409, 423, 429, 460, 500, 502, 503, 504]);

/** Addresses of the uploads of this page that go on just now. */
const active = new Set<string>();

/**
 * Send a file in pieces by tus 1.0 to the uploads at `url`, and give the upload's id. A lost
 * connection is waited for and taken up again, also after the page was loaded anew: the browser remembers
 * files by name, size and date.
 */
export async function upload(
  settings: ServerConnection.ISettings,
  url: string,
  file: UploadFile,
  options: IUploadOptions = {}
): Promise<string> {
  const { signal, ingest = true } = options;
  signal?.throwIfAborted();
  const tus = await import('tus-js-client');
  const chunks = new Chunks(file);
  const connection = new Connection(signal);
  let sending: Upload;
  let known: string | null = null;
  const finished = new Promise<string>((resolve, reject) => {
    sending = new tus.Upload(file, {
      endpoint: url,
      chunkSize: chunks.size,
      retryDelays: RETRY_AFTER_MS,
      metadata: {
        filename: file.name,
        filetype: file.type,
        ...(file.webkitRelativePath && { relativePath: file.webkitRelativePath }),
        ...(!ingest && { ingest: 'false' })
      },
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(fingerprint(url, file, ingest)),
      onBeforeRequest: async request => {
        for (const [name, value] of Object.entries(headers(settings))) {
          request.setHeader(name, value);
        }
        if (request.getMethod() === 'PATCH') {
          const checksum = await chunks.begin(
            Number(request.getHeader('Upload-Offset'))
          );
          if (signal?.aborted === true) {
            // Else it would be sent after all, and without the headers from above.
            throw new DOMException('', 'AbortError');
          }
          if (checksum !== null) {
            request.setHeader('Upload-Checksum', checksum);
          }
        }
      },
      onChunkComplete: () => {
        connection.works();
        sending.options.chunkSize = chunks.end();
      },
      onShouldRetry: error => {
        const passes = PASSES.has(statusOf(error));
        if (passes) {
          options.onStalled?.();
        }
        return passes;
      },
      onUploadUrlAvailable: () => {
        known = sending.url;
        if (known !== null) {
          active.add(known);
        }
      },
      onProgress: (sent, total) => options.onProgress?.(sent, total),
      onSuccess: () => resolve(sending.url?.split('/').at(-1) ?? ''),
      onError: error =>
        void explained(error, file).then(async told => {
          if (told !== null) {
            reject(told);
            return;
          }
          options.onStalled?.();
          await connection.mayBeBack();
          if (signal?.aborted !== true) {
            sending.start();
          }
        })
    });
    signal?.addEventListener('abort', () => {
      const gone = signal.reason !== LATER;
      void sending.abort(gone).catch(() => {
        // The server may not be there to be told: it forgets what is not finished in a day.
      });
      reject(new DOMException('', 'AbortError'));
    });
    void sending.findPreviousUploads().then(previous => {
      const found = resumable(previous);
      if (found !== undefined) {
        sending.resumeFromPreviousUpload(found);
      }
      if (signal?.aborted !== true) {
        sending.start();
      }
    }, reject);
  });
  try {
    return await finished;
  } finally {
    if (known !== null) {
      active.delete(known);
    }
  }
}

/** The newest of the uploads of this file that nobody sends just now. */
function resumable(previous: readonly PreviousUpload[]): PreviousUpload | undefined {
  return previous
    .filter(({ uploadUrl }) => uploadUrl !== null && !active.has(uploadUrl))
    .sort((a, b) => Date.parse(a.creationTime) - Date.parse(b.creationTime))
    .at(-1);
}

/** What is sent for another purpose is another upload. */
function fingerprint(url: string, file: UploadFile, ingest: boolean): string {
  const { name, webkitRelativePath, size, type, lastModified } = file;
  return [
    ingest ? 'deita' : 'deita-alone',
    url,
    webkitRelativePath ?? name,
    name,
    size,
    type,
    lastModified
  ].join(' ');
}

/** What ServerConnection would add: tus-js-client sends by itself. */
function headers(settings: ServerConnection.ISettings): Record<string, string> {
  const xsrf = cookie('_xsrf');
  return {
    ...(settings.token && { Authorization: `token ${settings.token}` }),
    ...(xsrf !== null && { 'X-XSRFToken': xsrf })
  };
}

/** The answer's status, 0 where there was none. */
function statusOf(error: DetailedError): number {
  return error.originalResponse?.getStatus() ?? 0;
}

/** Why the sending ended: what the server says, or the file itself; null: the connection. */
async function explained(
  error: Error | DetailedError,
  file: Blob
): Promise<DeitaError | null> {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (response) {
    return errorOf(response.getStatus(), '', response.getBody());
  }
  const asked = 'originalRequest' in error && error.originalRequest !== null;
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return new DeitaError({
      code: 'file_changed',
      message: 'The file was changed or moved after it was chosen.',
      hint: 'Choose it again.'
    });
  }
  if (asked) {
    return null;
  }
  return new DeitaError({
    code: 'upload_broken',
    message: `The file could not be sent: ${error.message}`,
    hint: 'Try again: what was sent is kept for a day.'
  });
}

function cookie(name: string): string | null {
  for (const pair of document.cookie.split('; ')) {
    const [key, ...value] = pair.split('=');
    if (key === name) {
      return value.join('=');
    }
  }
  return null;
}
