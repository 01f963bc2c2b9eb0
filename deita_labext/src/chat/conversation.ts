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

  /** Have the last messages. Never throws: see `error`. */
  async load(): Promise<void> {
    if (this._loadState === 'loading' || this.busy) {
      return;
    }
    this._loadState = 'loading';
    this._changed.emit();
    try {
      const { items, next } = await this._client.messages(
        this.workspaceId,
        this.threadId
      );
      this._messages = items;
      this._before = next ?? null;
      this._error = null;
      this._loadState = 'ready';
    } catch (reason) {
      this._error = toDeitaError(reason);
      this._loadState = 'failed';
    }
    this._emit();
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
    let error: DeitaError | null = null;
    try {
      await this._client.send(
        this.workspaceId,
        this.threadId,
        ask,
        event => this._onEvent(event),
        stop.signal
      );
    } catch (reason) {
      error = isAbort(reason) ? null : toDeitaError(reason);
    }
    const reached = this._sending === null;
    this._stop = null;
    this._sending = null;
    this._stopping = false;
    this._tools = [];
    if (!reached && error !== null) {
      this._unsent = { ask, error };
    }
    const answer = this._close(error);
    this._emit();
    if (answer !== null && !this._isDisposed) {
      this._answered.emit(answer);
    }
    return answer;
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
    const answerId = this._answerId;
    if (answerId === null) {
      stop.abort();
      return;
    }
    const timer = setTimeout(() => stop.abort(), STOP_MS);
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
    try {
      await this._client.stop(this.workspaceId, this.threadId, answerId);
    } catch {
      // Leaving stops it too.
      stop.abort();
    }
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
