import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  AnswerEvent,
  MessageCreate,
  ThreadMessage,
  ToolUsed
} from '../api/contract';
import { DeitaError, isAbort, toDeitaError } from '../api/request';
import type { IAiClient } from '../tokens';
import type { LoadState } from '../workspaces/model';
import { withBlock, withMessage } from './answers';

/** How long an answer that was told to stop may take to end by itself. */
const STOP_MS = 3_000;

/** A question that did not reach the service, and why. */
export interface IUnsent {
  ask: MessageCreate;
  error: DeitaError;
}

/**
 * The messages of one thread, and the answer that is being written to it.
 *
 * What came stays whatever happens: a question that could not be sent is kept in
 * `unsent`, an answer that broke off keeps its text and is marked as failed.
 */
export class Conversation implements IDisposable {
  constructor(
    private readonly _client: IAiClient,
    readonly workspaceId: string,
    readonly threadId: string
  ) {}

  get messages(): readonly ThreadMessage[] {
    return this._messages;
  }

  get loadState(): LoadState {
    return this._loadState;
  }

  /** Why the messages could not be had. */
  get error(): DeitaError | null {
    return this._error;
  }

  /** Whether there are messages before the first one here. */
  get hasOlder(): boolean {
    return this._before !== null;
  }

  /** The question on its way, until the service has it. */
  get sending(): MessageCreate | null {
    return this._sending;
  }

  /** Whether an answer is being written. */
  get busy(): boolean {
    return this._stop !== null;
  }

  /** Whether the answer was told to stop and has not ended yet. */
  get stopping(): boolean {
    return this._stopping;
  }

  /** What the model looks up for the answer that is being written, oldest first. */
  get tools(): readonly ToolUsed[] {
    return this._tools;
  }

  get unsent(): IUnsent | null {
    return this._unsent;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** An answer ended, well or not. */
  get answered(): ISignal<this, ThreadMessage> {
    return this._answered;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Have the last messages; what is shown stays meanwhile. An answer that is being
   * written, wherever it was asked for, is followed. Never throws: see `error`.
   */
  async load(): Promise<void> {
    if (this._loading || this.busy) {
      return;
    }
    this._loading = true;
    if (this._loadState !== 'ready') {
      this._loadState = 'loading';
      this._emit();
    }
    try {
      const { items, next } = await this._client.messages(
        this.workspaceId,
        this.threadId
      );
      // What was asked here meanwhile is newer.
      if (!this.busy) {
        const [first] = items;
        const known = this._messages.findIndex(({ id }) => id === first?.id);
        this._messages = [...this._messages.slice(0, Math.max(known, 0)), ...items];
        this._before = known > 0 ? this._before : (next ?? null);
      }
      this._error = null;
      this._loadState = 'ready';
    } catch (reason) {
      const error = toDeitaError(reason);
      // What is shown stays while the service is away.
      if (this._loadState !== 'ready' || !error.unreachable) {
        this._error = error;
        this._loadState = 'failed';
      }
    }
    this._loading = false;
    this._emit();
    const last = this._messages[this._messages.length - 1];
    if (last?.state === 'streaming' && !this.busy && !this._isDisposed) {
      void this._follow(last.id);
    }
  }

  /** Have the messages before those that are here. */
  async loadOlder(): Promise<void> {
    const before = this._before;
    if (before === null) {
      return;
    }
    const { workspaceId, threadId } = this;
    const { items, next } = await this._client.messages(workspaceId, threadId, before);
    if (this._before === before) {
      this._messages = [...items, ...this._messages];
      this._before = next ?? null;
      this._emit();
    }
  }

  /** Nothing is there to be had yet: the thread is new. */
  begin(): void {
    this._loadState = 'ready';
  }

  /**
   * Ask. Ends when the answer has, and gives it; null where there is none. Never
   * throws: what went wrong is in `unsent`, or in the answer.
   */
  async send(ask: MessageCreate): Promise<ThreadMessage | null> {
    if (this.busy) {
      return null;
    }
    const stop = new AbortController();
    this._stop = stop;
    this._sending = ask;
    this._unsent = null;
    this._tools = [];
    this._answerId = null;
    this._emit();
    const { workspaceId, threadId } = this;
    const onEvent = (event: AnswerEvent): void => this._onEvent(event);
    let error = await ended(() =>
      this._client.send(workspaceId, threadId, ask, onEvent, stop.signal)
    );
    const reached = this._sending === null;
    const { _answerId: id } = this;
    if (error?.unreachable === true && ask.stays === true && id !== null) {
      // The connection broke, which is not the end of the answer.
      error = await ended(() =>
        this._client.follow(workspaceId, threadId, id, onEvent, stop.signal)
      );
    }
    if (!reached && error !== null) {
      this._unsent = { ask, error };
    }
    return this._ended(error);
  }

  /** Send the question that could not be sent once more. */
  async retry(): Promise<void> {
    if (this._unsent !== null) {
      await this.send(this._unsent.ask);
    }
  }

  /** Do not send the question that could not be sent. */
  forget(): void {
    this._unsent = null;
    this._emit();
  }

  /** Stop the answer; the service ends the model’s work and keeps what has come. */
  async stop(): Promise<void> {
    const stop = this._stop;
    if (stop === null || this._stopping) {
      return;
    }
    this._stopping = true;
    this._emit();
    const timer = setTimeout(() => stop.abort(), STOP_MS);
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
    await this._askToStop(stop);
  }

  /** Say what one thinks of an answer; null takes it back. */
  async rate(messageId: string, feedback: ThreadMessage['feedback']): Promise<void> {
    const { workspaceId, threadId } = this;
    this._put(
      await this._client.updateMessage(workspaceId, threadId, messageId, { feedback })
    );
    this._emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._stop?.abort();
    Signal.clearData(this);
  }

  /** Take an answer that somebody else asked for, or this window before it was closed. */
  private async _follow(messageId: string): Promise<void> {
    const stop = new AbortController();
    this._stop = stop;
    this._answerId = messageId;
    this._tools = [];
    this._emit();
    const error = await ended(() =>
      this._client.follow(
        this.workspaceId,
        this.threadId,
        messageId,
        event => this._onEvent(event),
        stop.signal
      )
    );
    this._ended(error);
  }

  /** The stream of the answer is over; gives the answer as it is left. */
  private _ended(error: DeitaError | null): ThreadMessage | null {
    this._stop = null;
    this._sending = null;
    this._stopping = false;
    this._tools = [];
    const answer = this._close(error);
    this._emit();
    if (answer !== null && !this._isDisposed) {
      this._answered.emit(answer);
    }
    return answer;
  }

  /** Have the service end the answer, as soon as it is known which. */
  private async _askToStop(stop: AbortController): Promise<void> {
    const { workspaceId, threadId, _answerId: id } = this;
    if (id === null) {
      return;
    }
    try {
      await this._client.stop(workspaceId, threadId, id);
    } catch {
      stop.abort();
    }
  }

  private _onEvent(event: AnswerEvent): void {
    if (this._isDisposed) {
      return;
    }
    switch (event.type) {
      case 'message':
        this._sending = null;
        this._put(event.message);
        if (event.message.role === 'assistant') {
          this._answerId = event.message.id;
          if (this._stopping && this._stop !== null) {
            void this._askToStop(this._stop);
          }
        }
        break;
      case 'text':
        this._change(answer => ({ ...answer, text: answer.text + event.delta }));
        break;
      case 'tool':
        this._tools = [...this._tools.filter(({ id }) => id !== event.id), event];
        break;
      case 'block':
        this._change(answer => withBlock(answer, event.block));
        break;
      case 'error':
        this._change(answer => ({ ...answer, error: event.error }));
        break;
      case 'done':
        this._put(event.message);
        break;
    }
    this._emit();
  }

  /** The answer as it is left when its stream is over, however it ended. */
  private _close(error: DeitaError | null): ThreadMessage | null {
    const answer = this._messages.find(({ id }) => id === this._answerId) ?? null;
    if (answer?.state !== 'streaming') {
      return answer;
    }
    const closed: ThreadMessage = {
      ...answer,
      state: error === null ? 'stopped' : 'failed',
      error:
        error === null
          ? null
          : {
              code: error.code,
              message: error.message,
              hint: error.hint,
              details: {},
              request_id: error.requestId ?? ''
            }
    };
    this._put(closed);
    return closed;
  }

  private _change(change: (answer: ThreadMessage) => ThreadMessage): void {
    const answer = this._messages.find(({ id }) => id === this._answerId);
    if (answer !== undefined) {
      this._put(change(answer));
    }
  }

  private _put(message: ThreadMessage): void {
    this._messages = withMessage(this._messages, message);
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _answerId: string | null = null;
  private _before: string | null = null;
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private _loading = false;
  private _loadState: LoadState = 'idle';
  private _messages: readonly ThreadMessage[] = [];
  private _sending: MessageCreate | null = null;
  private _stop: AbortController | null = null;
  private _stopping = false;
  private _tools: readonly ToolUsed[] = [];
  private _unsent: IUnsent | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _answered = new Signal<this, ThreadMessage>(this);
}

/** Wait for the end of a stream; gives what went wrong, null where it was given up. */
async function ended(stream: () => Promise<void>): Promise<DeitaError | null> {
  try {
    await stream();
    return null;
  } catch (reason) {
    return isAbort(reason) ? null : toDeitaError(reason);
  }
}
