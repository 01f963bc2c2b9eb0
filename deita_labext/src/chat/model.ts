import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  Event,
  MessageCreate,
  Thread,
  ThreadMessage,
  WorkspaceAi
} from '../api/contract';
import type { LiveEvents } from '../api/events';
import { toDeitaError, type DeitaError } from '../api/request';
import type { IAiClient } from '../tokens';
import type { WorkspacesModel } from '../workspaces/model';
import { Conversation } from './conversation';
import type { AiModels } from './models';
import { ThreadsModel } from './threads';

/** What is asked; the rest is filled in. */
export type Ask = Partial<MessageCreate>;

/** What the panel shows below its header. */
export type ChatView = 'thread' | 'verified';

/**
 * The chat about the current workspace: its threads, the conversation that is shown,
 * and what of the workspace a model is told. Asks the service for nothing until it is
 * opened, and not while it is closed.
 */
export class ChatModel implements IDisposable {
  constructor(
    private readonly _client: IAiClient,
    private readonly _workspaces: WorkspacesModel,
    private readonly _live: LiveEvents,
    readonly models: AiModels,
    state: IStateDB
  ) {
    this.threads = new ThreadsModel(_client, state);
    this.threads.currentChanged.connect(this._onThread, this);
    this.threads.changed.connect(this._emit, this);
    this.models.changed.connect(this._emit, this);
    this._workspaces.currentChanged.connect(this._onWorkspace, this);
    this._live.received.connect(this._onEvent, this);
    this._live.opened.connect(this._onOpened, this);
  }

  readonly threads: ThreadsModel;

  /** The conversation that is shown; null is one that is not begun yet. */
  get conversation(): Conversation | null {
    return this._conversation;
  }

  /** What of the workspace a model is told; null while that is not known. */
  get sends(): WorkspaceAi['sends'] | null {
    return this._sends;
  }

  /** Why it cannot be shown; null where it can. */
  get error(): DeitaError | null {
    return this._error ?? this.models.error ?? this._workspaces.error;
  }

  /** Whether everything is known that the panel begins with. */
  get ready(): boolean {
    return this.models.ai !== null && (this._sends !== null || !this.models.enabled);
  }

  get view(): ChatView {
    return this._view;
  }

  showView(view: ChatView): void {
    this._view = view;
    this._emit();
  }

  /** What the person has written and not sent. */
  get draft(): string {
    return this._draft;
  }

  write(text: string): void {
    this._draft = text;
    this._emit();
  }

  /** The question that opened the thread could not be sent, and why. */
  get unsent(): { ask: MessageCreate; error: DeitaError } | null {
    return this._conversation?.unsent ?? this._unsent;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The panel is shown: have what it begins with. Never throws: see `error`. */
  async open(): Promise<void> {
    this._isOpen = true;
    this._hold ??= this._live.hold();
    await Promise.all([this.models.ready(), this._workspaces.ready()]);
    await this._load();
  }

  /** The panel is hidden. An answer that is being written goes on. */
  close(): void {
    this._isOpen = false;
    this._hold?.dispose();
    this._hold = null;
  }

  /** Have everything again, as after the service was away. */
  async refresh(): Promise<void> {
    await Promise.all([this.models.refresh(), this._workspaces.refresh()]);
    this._loadedId = null;
    await this._load();
    if (this._conversation?.loadState === 'failed') {
      await this._conversation.load();
    }
  }

  /** Say what of the workspace a model is told. */
  async setSends(sends: WorkspaceAi['sends']): Promise<void> {
    const workspaceId = this._workspaceId();
    const { sends: now } = await this._client.updateSends(workspaceId, sends);
    if (this._workspaces.current?.id === workspaceId) {
      this._sends = now;
      this._emit();
    }
  }

  /** Show a thread; null begins a new one with the next question. */
  select(thread: Thread | null): void {
    this._unsent = null;
    this._view = 'thread';
    this.threads.select(thread);
    this._emit();
  }

  /**
   * Ask in the current thread, or in a new one where there is none or it is busy.
   * Gives the answer when it has ended, null where there is none. Never throws.
   */
  async ask(ask: Ask, workspaceId?: string): Promise<ThreadMessage | null> {
    const body: MessageCreate = {
      text: '',
      task: 'ask',
      mentions: [],
      model: this.models.chosen,
      // Closing the window loses nothing.
      stays: true,
      ...ask
    };
    this._unsent = null;
    this._view = 'thread';
    try {
      await this._workspaces.ready();
      if (workspaceId !== undefined && workspaceId !== '') {
        this._workspaces.select(workspaceId);
      }
      if (this.threads.workspaceId !== this._workspaceId()) {
        await this.threads.open(this._workspaceId());
      }
      const conversation = await this._conversationToAsk();
      const answer = await conversation.send(body);
      if (this._isOpen) {
        // Its name, and its place in the list.
        void this.threads.refresh();
        void this.models.refresh();
      }
      return answer;
    } catch (reason) {
      this._unsent = { ask: body, error: toDeitaError(reason) };
      this._emit();
      return null;
    }
  }

  /** Ask the last question of the conversation once more; null where there is none. */
  get askAgain(): (() => void) | null {
    const asked = this._conversation?.messages.filter(({ role }) => role === 'user');
    const last = asked?.[asked.length - 1];
    if (last === undefined) {
      return null;
    }
    const { text, task, mentions, subject } = last;
    return () =>
      void this.ask({ text, task, mentions, ...subject, model: this.models.chosen });
  }

  /** Send the question that could not be sent once more. */
  async retry(): Promise<void> {
    const { unsent } = this;
    this._conversation?.forget();
    if (unsent !== null) {
      await this.ask(unsent.ask);
    }
  }

  /** Put the question that could not be sent back, to be changed. */
  editUnsent(): void {
    const { unsent } = this;
    this._unsent = null;
    this._conversation?.forget();
    if (unsent !== null) {
      this.write(unsent.ask.text ?? '');
    }
  }

  /** Something outside changed that what is shown depends on. */
  touch(): void {
    this._emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._workspaces.currentChanged.disconnect(this._onWorkspace, this);
    this._live.received.disconnect(this._onEvent, this);
    this._live.opened.disconnect(this._onOpened, this);
    this._hold?.dispose();
    this.models.changed.disconnect(this._emit, this);
    this.threads.dispose();
    this._conversations.forEach(each => each.dispose());
    Signal.clearData(this);
  }

  private async _load(): Promise<void> {
    const workspaceId = this._workspaces.current?.id;
    if (!this._isOpen || workspaceId === undefined || !this.models.enabled) {
      this._emit();
      return;
    }
    if (workspaceId === this._loadedId) {
      // Listing again meanwhile would take the place of the first listing.
      await this._loading;
      await this.threads.refresh();
      return;
    }
    this._loadedId = workspaceId;
    this._loading = this._begin(workspaceId);
    await this._loading;
  }

  private async _begin(workspaceId: string): Promise<void> {
    try {
      const [{ sends }] = await Promise.all([
        this._client.sends(workspaceId),
        this.threads.open(workspaceId)
      ]);
      if (this._workspaces.current?.id === workspaceId) {
        this._sends = sends;
        this._error = null;
      }
    } catch (reason) {
      this._loadedId = null;
      this._error = toDeitaError(reason);
    }
    this._emit();
  }

  private async _conversationToAsk(): Promise<Conversation> {
    if (this._conversation !== null && !this._conversation.busy) {
      return this._conversation;
    }
    const thread = await this.threads.create();
    this._conversationOf(thread).begin();
    this.threads.select(thread);
    return this._conversationOf(thread);
  }

  private _conversationOf({ id, workspace_id }: Thread): Conversation {
    const known = this._conversations.get(id);
    if (known !== undefined) {
      return known;
    }
    const made = new Conversation(this._client, workspace_id, id);
    made.changed.connect(this._emit, this);
    this._conversations.set(id, made);
    return made;
  }

  private _onThread(_: ThreadsModel, thread: Thread | null): void {
    // Those in which an answer is still being written go on.
    for (const [id, conversation] of this._conversations) {
      if (!conversation.busy && id !== thread?.id) {
        conversation.dispose();
        this._conversations.delete(id);
      }
    }
    this._conversation = thread === null ? null : this._conversationOf(thread);
    if (this._conversation?.loadState === 'idle') {
      void this._conversation.load();
    }
  }

  /** Other windows ask too: what they change is shown here. */
  private _onEvent(_: LiveEvents, event: Event): void {
    const workspaceId = this._workspaces.current?.id;
    if (
      event.type !== 'threads' ||
      !this._isOpen ||
      event.workspace_id !== workspaceId ||
      this._loadedId !== workspaceId
    ) {
      return;
    }
    void this.threads.refresh();
    if (this._conversation?.threadId === event.thread_id) {
      void this._conversation.load();
    }
  }

  /** The events were away for a while, and with them what changed meanwhile. */
  private _onOpened(): void {
    if (this._isOpen && this._loadedId !== null) {
      void this.threads.refresh();
      void this._conversation?.load();
    }
  }

  private _onWorkspace(): void {
    this._sends = null;
    this._unsent = null;
    this._view = 'thread';
    this._emit();
    void this._load();
  }

  private _workspaceId(): string {
    const { current } = this._workspaces;
    if (current === null) {
      throw this._workspaces.error ?? new Error('There is no current workspace.');
    }
    return current.id;
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _conversation: Conversation | null = null;
  private readonly _conversations = new Map<string, Conversation>();
  private _draft = '';
  private _error: DeitaError | null = null;
  private _hold: IDisposable | null = null;
  private _isDisposed = false;
  private _isOpen = false;
  private _loadedId: string | null = null;
  private _loading: Promise<void> = Promise.resolve();
  private _sends: WorkspaceAi['sends'] | null = null;
  private _unsent: { ask: MessageCreate; error: DeitaError } | null = null;
  private _view: ChatView = 'thread';
  private readonly _changed = new Signal<this, void>(this);
}
