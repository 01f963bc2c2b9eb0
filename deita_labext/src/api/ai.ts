import type { ServerConnection } from '@jupyterlab/services';

import type {
  Ai,
  AnswerEvent,
  MessageCreate,
  MessagePatch,
  Thread,
  ThreadList,
  ThreadMessage,
  ThreadMessageList,
  ThreadPatch,
  Verified,
  VerifiedCreate,
  VerifiedList,
  VerifiedReport,
  VerifiedRunRequest,
  WorkspaceAi
} from './contract';
import { requestEvents } from './events';
import { apiUrl, request, requestJson, type IJsonOptions } from './request';

/** The part of Deita’s service that has to do with models. Throws as DeitaClient does. */
export class AiClient {
  constructor(private readonly _settings: ServerConnection.ISettings) {}

  /** Which models there are, and what may be used today. */
  models(signal?: AbortSignal): Promise<Ai> {
    return this._json<Ai>('GET', ['ai'], { signal });
  }

  /** What a model is told of a workspace. */
  sends(workspaceId: string, signal?: AbortSignal): Promise<WorkspaceAi> {
    return this._json<WorkspaceAi>('GET', ['workspaces', workspaceId, 'ai'], {
      signal
    });
  }

  updateSends(workspaceId: string, sends: WorkspaceAi['sends']): Promise<WorkspaceAi> {
    return this._json<WorkspaceAi>('PATCH', ['workspaces', workspaceId, 'ai'], {
      body: { sends }
    });
  }

  /** The threads of a workspace, the last one used first; those with `search` in them. */
  threads(workspaceId: string, search = '', signal?: AbortSignal): Promise<ThreadList> {
    return this._json<ThreadList>('GET', threadPath(workspaceId), {
      query: search === '' ? {} : { search },
      signal
    });
  }

  createThread(workspaceId: string): Promise<Thread> {
    return this._json<Thread>('POST', threadPath(workspaceId), { body: {} });
  }

  updateThread(
    workspaceId: string,
    threadId: string,
    body: ThreadPatch
  ): Promise<Thread> {
    return this._json<Thread>('PATCH', threadPath(workspaceId, threadId), { body });
  }

  async deleteThread(workspaceId: string, threadId: string): Promise<void> {
    await this._delete(threadPath(workspaceId, threadId));
  }

  /** The last messages of a thread, or those before one of them; the oldest first. */
  messages(
    workspaceId: string,
    threadId: string,
    before?: string,
    signal?: AbortSignal
  ): Promise<ThreadMessageList> {
    const path = threadPath(workspaceId, threadId, 'messages');
    return this._json<ThreadMessageList>('GET', path, { query: { before }, signal });
  }

  /**
   * Ask; ends when the answer has. Giving up through the signal stops an answer that
   * does not stay.
   */
  async send(
    workspaceId: string,
    threadId: string,
    body: MessageCreate,
    onEvent: (event: AnswerEvent) => void,
    signal: AbortSignal
  ): Promise<void> {
    const path = threadPath(workspaceId, threadId, 'messages');
    await requestEvents(
      this._settings,
      apiUrl(this._settings, path),
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
        signal
      },
      ({ data }) => onEvent(JSON.parse(data) as AnswerEvent)
    );
  }

  /** Follow an answer from what has come of it; ends when the answer has. */
  async follow(
    workspaceId: string,
    threadId: string,
    messageId: string,
    onEvent: (event: AnswerEvent) => void,
    signal: AbortSignal
  ): Promise<void> {
    const path = threadPath(workspaceId, threadId, 'messages', messageId, 'events');
    await requestEvents(
      this._settings,
      apiUrl(this._settings, path),
      { method: 'GET', signal },
      ({ data }) => onEvent(JSON.parse(data) as AnswerEvent)
    );
  }

  /** Stop an answer; what has come of it is kept. */
  stop(
    workspaceId: string,
    threadId: string,
    messageId: string
  ): Promise<ThreadMessage> {
    const path = threadPath(workspaceId, threadId, 'messages', messageId, 'stop');
    return this._json<ThreadMessage>('POST', path, {});
  }

  updateMessage(
    workspaceId: string,
    threadId: string,
    messageId: string,
    body: MessagePatch
  ): Promise<ThreadMessage> {
    const path = threadPath(workspaceId, threadId, 'messages', messageId);
    return this._json<ThreadMessage>('PATCH', path, { body });
  }

  /** The verified questions of a workspace, newest first. */
  verified(workspaceId: string, signal?: AbortSignal): Promise<VerifiedList> {
    return this._json<VerifiedList>('GET', ['workspaces', workspaceId, 'verified'], {
      signal
    });
  }

  /** Keep a question with the statement that answers it. */
  verify(workspaceId: string, body: VerifiedCreate): Promise<Verified> {
    return this._json<Verified>('POST', ['workspaces', workspaceId, 'verified'], {
      body
    });
  }

  async deleteVerified(workspaceId: string, id: string): Promise<void> {
    await this._delete(['workspaces', workspaceId, 'verified', id]);
  }

  /** Run verified questions, by default all, and compare what they give. */
  runVerified(
    workspaceId: string,
    body: VerifiedRunRequest,
    signal?: AbortSignal
  ): Promise<VerifiedReport> {
    const path = ['workspaces', workspaceId, 'verified', 'run'];
    return this._json<VerifiedReport>('POST', path, { body, signal });
  }

  private _json<T>(
    method: string,
    path: readonly string[],
    options: IJsonOptions
  ): Promise<T> {
    return requestJson<T>(this._settings, method, path, options);
  }

  private async _delete(path: readonly string[]): Promise<void> {
    await request(this._settings, apiUrl(this._settings, path), { method: 'DELETE' });
  }
}

function threadPath(workspaceId: string, ...more: readonly string[]): string[] {
  return ['workspaces', workspaceId, 'threads', ...more];
}
