import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { ErrorBody, ErrorReply } from './contract';

/** The code of the error that says the server could not be reached at all. */
export const UNREACHABLE = 'unreachable';

/** What went wrong, in words a person can act on. `code` is stable, `status` 0 without an answer. */
export class DeitaError extends Error {
  constructor(body: Partial<ErrorBody> & { message: string }, status = 0) {
    super(body.message);
    this.name = 'DeitaError';
    this.code = body.code ?? 'error';
    this.hint = body.hint ?? null;
    this.details = body.details ?? {};
    this.requestId = body.request_id ?? null;
    this.status = status;
  }

  readonly code: string;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly status: number;

  /** Whether the server did not answer, as against answering with an error. */
  get unreachable(): boolean {
    return this.code === UNREACHABLE;
  }
}

/** Whatever was thrown, as a DeitaError. */
export function toDeitaError(reason: unknown): DeitaError {
  if (reason instanceof DeitaError) {
    return reason;
  }
  return new DeitaError({
    code: 'unexpected',
    message: reason instanceof Error ? reason.message : String(reason),
    hint: 'Reload the page; if it happens again, report it.'
  });
}

/** Whether something was thrown only because its own caller gave up on it. */
export function isAbort(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'AbortError';
}

/** The error for a server that does not answer. */
export function unreachable(): DeitaError {
  return new DeitaError({
    code: UNREACHABLE,
    message: 'Deita’s server does not answer.',
    hint: 'Check that Jupyter is still running and that you are connected, then try again.'
  });
}

/** The error in an answer that is not a success, whoever on the way gave it. */
export function errorOf(status: number, statusText: string, text: string): DeitaError {
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch {
    reply = null;
  }
  if (isErrorReply(reply)) {
    return new DeitaError(reply.error, status);
  }
  return new DeitaError(
    {
      code: `http_${String(status)}`,
      message: `Deita’s server answered ${`${String(status)} ${statusText}`.trim()}.`,
      hint: hintFor(status),
      details: { status, statusText }
    },
    status
  );
}

function hintFor(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'Your login may have ended: reload the page and log in again.';
    case 404:
      return 'The Deita server extension may be off: `jupyter server extension list` tells.';
    case 413:
      return 'The file is larger than a proxy on the way lets through.';
    default:
      return 'Try again in a moment.';
  }
}

function isErrorReply(value: unknown): value is ErrorReply {
  if (typeof value !== 'object' || value === null || !('error' in value)) {
    return false;
  }
  const { error } = value;
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  );
}

/** The address of a path of the API, with the values of `query` that are not undefined. */
export function apiUrl(
  settings: ServerConnection.ISettings,
  path: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {}
): string {
  const url = URLExt.join(
    settings.baseUrl,
    'deita/api',
    ...path.map(part => encodeURIComponent(part))
  );
  const values = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]]
  );
  return values.length === 0 ? url : `${url}?${new URLSearchParams(values).toString()}`;
}

/** How long to wait in all for a server that says it was asked too often: a minute, and a bit. */
const PATIENCE_SECONDS = 75;

/** What does no more when it is asked twice. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/**
 * Ask the server. Answers that are not a success, and no answer, become a
 * DeitaError; giving up through `init.signal` throws the signal's AbortError.
 * Where the server says that it was asked too often, it is asked again when it says,
 * unless what is asked for would be done twice.
 */
export async function request(
  settings: ServerConnection.ISettings,
  url: string,
  init: RequestInit = {}
): Promise<Response> {
  let response = await answer(settings, url, init);
  let patience = IDEMPOTENT.has(init.method ?? 'GET') ? PATIENCE_SECONDS : 0;
  for (;;) {
    const seconds = response.status === 429 ? retryAfter(response) : Infinity;
    if (seconds > patience) {
      break;
    }
    patience -= seconds;
    await pause(seconds, init.signal);
    response = await answer(settings, url, init);
  }
  if (!response.ok) {
    const text = await response.text().catch(() => '');
    init.signal?.throwIfAborted();
    throw errorOf(response.status, response.statusText, text);
  }
  return response;
}

/** What comes, whatever its status. */
async function answer(
  settings: ServerConnection.ISettings,
  url: string,
  init: RequestInit
): Promise<Response> {
  init.signal?.throwIfAborted();
  try {
    return await ServerConnection.makeRequest(url, init, settings);
  } catch (reason) {
    init.signal?.throwIfAborted();
    throw reason instanceof ServerConnection.NetworkError
      ? unreachable()
      : toDeitaError(reason);
  }
}

/** After how many seconds to ask again; infinity where the answer does not say. */
function retryAfter(response: Response): number {
  const said = response.headers.get('Retry-After') ?? '';
  return /^\d+$/.test(said) ? Number(said) : Infinity;
}

/** Wait, unless it is given up on. */
function pause(seconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new DOMException('', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What is sent with a request for JSON. */
export interface IJsonOptions {
  body?: unknown;
  query?: Readonly<Record<string, string | number | undefined>>;
  signal?: AbortSignal | undefined;
}

/** Ask the API for JSON. */
export async function requestJson<T>(
  settings: ServerConnection.ISettings,
  method: string,
  path: readonly string[],
  { body, query, signal }: IJsonOptions = {}
): Promise<T> {
  const response = await request(settings, apiUrl(settings, path, query), {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' }
    }),
    ...(signal && { signal })
  });
  return readBody(response.json() as Promise<T>, signal);
}

/** Wait for a body; a connection that ends in the middle of it is no answer. */
export async function readBody<T>(
  body: Promise<T>,
  signal: AbortSignal | undefined
): Promise<T> {
  try {
    return await body;
  } catch {
    signal?.throwIfAborted();
    throw unreachable();
  }
}
