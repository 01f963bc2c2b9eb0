import type { ServerConnection } from '@jupyterlab/services';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Event } from './contract';
import { request, toDeitaError, unreachable, type DeitaError } from './request';

/** One server-sent event as it came: its name and its data lines. */
export interface IServerSentEvent {
  event: string;
  data: string;
}

/** Read the events of a text/event-stream body; comments (keep-alives) are passed over. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<IServerSentEvent, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) {
            yield { event: event === '' ? 'message' : event, data: data.join('\n') };
          }
          event = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') {
          event = text;
        } else if (field === 'data') {
          data.push(text);
        }
      }
    }
  } finally {
    // Lets go of the connection also when the reader of the events stops early.
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Ask for a stream of events, and give each to `onEvent` as it comes, until the server
 * ends it. Throws a DeitaError, or the AbortError of the signal. `onOpen` is called
 * once the server has answered.
 */
export async function requestEvents(
  settings: ServerConnection.ISettings,
  url: string,
  init: Omit<RequestInit, 'headers'> & {
    headers?: Readonly<Record<string, string>>;
    signal: AbortSignal;
  },
  onEvent: (event: IServerSentEvent) => void,
  onOpen?: () => void
): Promise<void> {
  const { signal } = init;
  const response = await request(settings, url, {
    ...init,
    headers: { Accept: 'text/event-stream', ...init.headers }
  });
  if (response.body === null) {
    throw unreachable();
  }
  onOpen?.();
  try {
    for await (const event of readEvents(response.body)) {
      onEvent(event);
    }
  } catch (reason) {
    signal.throwIfAborted();
    throw reason instanceof TypeError ? unreachable() : toDeitaError(reason);
  }
}

/** Where the event stream is. */
export type ConnectionState = 'closed' | 'connecting' | 'open' | 'waiting';

/** What opens the stream: the part of the client that is needed here. */
export interface IEventSource {
  events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen?: () => void
  ): Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * The one event stream that all models listen to.
 *
 * It is open as long as someone holds it. A connection that ends is opened again,
 * after 1 s at first and 30 s at most; `opened` is emitted every time, so that what
 * was missed in between can be listed again.
 */
export class LiveEvents implements IDisposable {
  constructor(private readonly _source: IEventSource) {}

  get state(): ConnectionState {
    return this._state;
  }

  /** Why the last connection ended, until the next one is open. */
  get error(): DeitaError | null {
    return this._error;
  }

  get received(): ISignal<this, Event> {
    return this._received;
  }

  /** The stream is open: for the first time, or again. */
  get opened(): ISignal<this, void> {
    return this._opened;
  }

  get stateChanged(): ISignal<this, ConnectionState> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Keep the stream open until what is returned is disposed. */
  hold(): IDisposable {
    this._holders += 1;
    if (this._stop === null && !this._isDisposed) {
      this._stop = new AbortController();
      void this._run(this._stop.signal);
    }
    return new DisposableDelegate(() => {
      this._holders -= 1;
      if (this._holders === 0) {
        this._close();
      }
    });
  }

  /** Do not wait any longer before connecting again. */
  hurry(): void {
    this._hurry?.();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._close();
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _close(): void {
    this._stop?.abort();
    this._stop = null;
    this._error = null;
    this._enter('closed');
  }

  private async _run(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      this._enter('connecting');
      try {
        await this._source.events(
          event => {
            if (!signal.aborted) {
              this._received.emit(event);
            }
          },
          signal,
          () => {
            wait = FIRST_WAIT_MS;
            this._error = null;
            this._enter('open');
            this._opened.emit();
          }
        );
      } catch (reason) {
        if (signal.aborted) {
          return;
        }
        this._error = toDeitaError(reason);
      }
      if (signal.aborted) {
        return;
      }
      this._enter('waiting');
      await this._pause(wait, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private _pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this._hurry = null;
        resolve();
      };
      // A tenth at random, so that a server that comes back is not met by all at once.
      const timer = setTimeout(end, milliseconds * (1 + Math.random() / 10));
      signal.addEventListener('abort', end);
      this._hurry = end;
    });
  }

  private _enter(state: ConnectionState): void {
    if (state !== this._state) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private _state: ConnectionState = 'closed';
  private _error: DeitaError | null = null;
  private _stop: AbortController | null = null;
  private _holders = 0;
  private _hurry: (() => void) | null = null;
  private _isDisposed = false;
  private readonly _received = new Signal<this, Event>(this);
  private readonly _opened = new Signal<this, void>(this);
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
}
