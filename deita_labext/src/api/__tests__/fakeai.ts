import type {
  Ai,
  AnswerEvent,
  MessageCreate,
  MessagePatch,
  Thread,
  ThreadMessage,
  ThreadPatch,
  Verified,
  VerifiedCreate,
  VerifiedRunRequest,
  WorkspaceAi
} from '../contract';
import { DeitaError } from '../request';
import type { IAiClient } from '../../tokens';

const MOMENT = '2026-01-01T00:00:00.000Z';

export function anAi(change: Partial<Ai> = {}): Ai {
  return {
    enabled: true,
    hint: null,
    models: [
      { id: 'small', label: 'Small' },
      { id: 'large', label: 'Large' }
    ],
    default_model: 'small',
    budget: null,
    ...change
  };
}

export function aThread(id: string, change: Partial<Thread> = {}): Thread {
  return {
    id,
    workspace_id: 'w1',
    name: `Thread ${id}`,
    shared: false,
    owner: 'local',
    mine: true,
    created_at: MOMENT,
    updated_at: MOMENT,
    message_count: 0,
    ...change
  };
}

export function aMessage(
  id: string,
  change: Partial<ThreadMessage> = {}
): ThreadMessage {
  return {
    id,
    role: 'assistant',
    text: '',
    state: 'done',
    task: 'ask',
    blocks: [],
    mentions: [],
    author: null,
    subject: null,
    model: null,
    tokens_in: null,
    tokens_out: null,
    cost: null,
    seconds: null,
    feedback: null,
    error: null,
    created_at: MOMENT,
    ...change
  };
}

/** One answer that the test writes. */
export interface IFakeAnswer {
  threadId: string;
  /** What was asked; null where an answer is followed that others asked for. */
  body: MessageCreate | null;
  send: (event: AnswerEvent) => void;
  end: () => void;
  fail: (error: Error) => void;
  stopped: boolean;
}

/** The service's part about models, in memory; the test writes the answers. */
export class FakeAi implements IAiClient {
  ai = anAi();
  sendsOf = new Map<string, WorkspaceAi['sends']>();
  threadsOf = new Map<string, Thread[]>();
  messagesOf = new Map<string, ThreadMessage[]>();
  verifiedOf = new Map<string, Verified[]>();
  answers: IFakeAnswer[] = [];
  /** Thrown by everything while it is set. */
  failure: DeitaError | null = null;
  /** What was asked of it, by name. */
  asked: string[] = [];

  models(): Promise<Ai> {
    return this._answer('models', this.ai);
  }

  sends(workspaceId: string): Promise<WorkspaceAi> {
    return this._answer('sends', {
      sends: this.sendsOf.get(workspaceId) ?? 'profiles'
    });
  }

  updateSends(workspaceId: string, sends: WorkspaceAi['sends']): Promise<WorkspaceAi> {
    this.sendsOf.set(workspaceId, sends);
    return this._answer('updateSends', { sends });
  }

  async threads(
    workspaceId: string,
    search = '',
    signal?: AbortSignal
  ): ReturnType<IAiClient['threads']> {
    const items = (this.threadsOf.get(workspaceId) ?? []).filter(({ name }) =>
      name.includes(search)
    );
    const listed = await this._answer('threads', { items, next: null });
    signal?.throwIfAborted();
    return listed;
  }

  createThread(workspaceId: string): Promise<Thread> {
    const threads = this.threadsOf.get(workspaceId) ?? [];
    const made = aThread(`h${threads.length + 1}`, { workspace_id: workspaceId });
    if (this.failure === null) {
      this.threadsOf.set(workspaceId, [made, ...threads]);
    }
    return this._answer('createThread', made);
  }

  updateThread(workspaceId: string, id: string, patch: ThreadPatch): Promise<Thread> {
    const threads = this.threadsOf.get(workspaceId) ?? [];
    const before = threads.find(thread => thread.id === id) ?? aThread(id);
    const after = {
      ...before,
      name: patch.name ?? before.name,
      shared: patch.shared ?? before.shared
    };
    this.threadsOf.set(
      workspaceId,
      threads.map(thread => (thread.id === id ? after : thread))
    );
    return this._answer('updateThread', after);
  }

  deleteThread(workspaceId: string, id: string): Promise<void> {
    const threads = this.threadsOf.get(workspaceId) ?? [];
    this.threadsOf.set(
      workspaceId,
      threads.filter(thread => thread.id !== id)
    );
    return this._answer('deleteThread', undefined);
  }

  messages(_: string, threadId: string): ReturnType<IAiClient['messages']> {
    return this._answer('messages', {
      items: this.messagesOf.get(threadId) ?? [],
      next: null
    });
  }

  send(
    _: string,
    threadId: string,
    body: MessageCreate,
    onEvent: (event: AnswerEvent) => void,
    signal: AbortSignal
  ): Promise<void> {
    this.asked.push('send');
    return this._stream(threadId, body, onEvent, signal);
  }

  follow(
    _: string,
    threadId: string,
    __: string,
    onEvent: (event: AnswerEvent) => void,
    signal: AbortSignal
  ): Promise<void> {
    this.asked.push('follow');
    return this._stream(threadId, null, onEvent, signal);
  }

  private _stream(
    threadId: string,
    body: MessageCreate | null,
    onEvent: (event: AnswerEvent) => void,
    signal: AbortSignal
  ): Promise<void> {
    if (this.failure !== null) {
      return Promise.reject(this.failure);
    }
    return new Promise((resolve, reject) => {
      const answer: IFakeAnswer = {
        threadId,
        body,
        send: onEvent,
        end: resolve,
        fail: reject,
        stopped: false
      };
      this.answers.push(answer);
      signal.addEventListener('abort', () => {
        answer.stopped = true;
        reject(new DOMException('', 'AbortError'));
      });
    });
  }

  stop(_: string, threadId: string, messageId: string): Promise<ThreadMessage> {
    const answer = this.answers.find(each => each.threadId === threadId);
    if (answer !== undefined) {
      answer.stopped = true;
    }
    return this._answer('stop', aMessage(messageId, { state: 'stopped' }));
  }

  updateMessage(
    _: string,
    threadId: string,
    messageId: string,
    { feedback }: MessagePatch
  ): Promise<ThreadMessage> {
    const before = this.messagesOf.get(threadId)?.find(({ id }) => id === messageId);
    return this._answer('updateMessage', {
      ...(before ?? aMessage(messageId)),
      feedback
    });
  }

  verified(workspaceId: string): ReturnType<IAiClient['verified']> {
    const items = this.verifiedOf.get(workspaceId) ?? [];
    return this._answer('verified', { items, next: null });
  }

  verify(workspaceId: string, body: VerifiedCreate): Promise<Verified> {
    const items = this.verifiedOf.get(workspaceId) ?? [];
    const made: Verified = {
      id: `v${items.length + 1}`,
      workspace_id: workspaceId,
      question: body.question,
      sql: body.sql,
      message_id: body.message_id ?? null,
      owner: 'local',
      tables: [],
      row_count: 1,
      last: null,
      changed: [],
      model_changed: false,
      created_at: MOMENT
    };
    this.verifiedOf.set(workspaceId, [made, ...items]);
    return this._answer('verify', made);
  }

  deleteVerified(): Promise<void> {
    return this._answer('deleteVerified', undefined);
  }

  runVerified(
    workspaceId: string,
    { model = null, ids = null }: VerifiedRunRequest
  ): ReturnType<IAiClient['runVerified']> {
    const all = this.verifiedOf.get(workspaceId) ?? [];
    const chosen = all.filter(({ id }) => ids === null || ids.includes(id));
    const items = chosen.map((item): Verified => ({
      ...item,
      changed: [],
      model_changed: false,
      last: {
        state: 'passed',
        reason: null,
        error: null,
        model,
        sql: null,
        tables: [],
        row_count: 1,
        ran_at: MOMENT
      }
    }));
    return this._answer('runVerified', { passed: items.length, failed: 0, items });
  }

  private _answer<T>(name: string, value: T): Promise<T> {
    this.asked.push(name);
    return this.failure === null
      ? Promise.resolve(value)
      : Promise.reject(this.failure);
  }
}
