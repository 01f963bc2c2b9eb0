import { StateDB } from '@jupyterlab/statedb';

import { aMessage, anAi, aThread, FakeAi } from '../../api/__tests__/fakeai';
import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { unreachable } from '../../api/request';
import { WorkspacesModel } from '../../workspaces/model';
import { ChatModel } from '../model';
import { AiModels } from '../models';
import { VerifiedModel } from '../verified';

describe('ChatModel', () => {
  let service: FakeService;
  let ai: FakeAi;
  let state: StateDB;
  let workspaces: WorkspacesModel;
  let model: ChatModel;
  let live: LiveEvents;

  const build = (): void => {
    live = new LiveEvents(service);
    workspaces = new WorkspacesModel(service, live, state);
    model = new ChatModel(ai, workspaces, live, new AiModels(ai, state), state);
  };

  beforeEach(() => {
    service = new FakeService();
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    ({ ai } = service);
    state = new StateDB();
    build();
  });

  it('asks for nothing until it is opened, and not while it is closed', async () => {
    await workspaces.ready();
    await settle();
    expect(ai.asked).toEqual([]);
    await model.open();
    expect(new Set(ai.asked)).toEqual(new Set(['models', 'sends', 'threads']));
    model.close();
    ai.asked = [];
    workspaces.select('w2');
    await settle();
    expect(ai.asked).toEqual([]);
    await model.open();
    expect(new Set(ai.asked)).toEqual(new Set(['sends', 'threads']));
  });

  it('asks no more where there is no model', async () => {
    ai.ai = anAi({ enabled: false, hint: 'Set one.\nSo.', models: [] });
    await model.open();
    expect(ai.asked).toEqual(['models']);
    expect(model.ready).toBe(true);
    expect(model.models.enabled).toBe(false);
  });

  it('says what is wrong, and gets over it', async () => {
    ai.failure = unreachable();
    await model.open();
    expect(model.error?.unreachable).toBe(true);
    expect(model.ready).toBe(false);
    ai.failure = null;
    await model.refresh();
    expect(model.error).toBeNull();
    expect(model.ready).toBe(true);
  });

  it('begins a thread with the first question, and goes on in it', async () => {
    await model.open();
    expect(model.conversation).toBeNull();
    void model.ask({ text: 'How many?' });
    await settle();
    const [answer] = ai.answers;
    expect(answer?.threadId).toBe('h1');
    expect(answer?.body).toMatchObject({
      text: 'How many?',
      model: 'small',
      stays: true
    });
    expect(model.conversation?.busy).toBe(true);
    answer?.end();
    await settle();
    void model.ask({ text: 'And now?' });
    await settle();
    expect(ai.answers.map(({ threadId }) => threadId)).toEqual(['h1', 'h1']);
    expect(ai.threadsOf.get('w1')).toHaveLength(1);
  });

  it('asks the chosen model', async () => {
    await model.open();
    model.models.choose('large');
    void model.ask({ text: 'x' });
    await settle();
    expect(ai.answers[0]?.body?.model).toBe('large');
  });

  it('lets an answer go on while another thread is shown', async () => {
    ai.threadsOf.set('w1', [aThread('h9')]);
    await model.open();
    void model.ask({ text: 'Long?' });
    await settle();
    const busy = model.conversation;
    model.select(aThread('h9'));
    await settle();
    expect(model.conversation?.threadId).toBe('h9');
    expect(ai.answers[0]?.stopped).toBe(false);
    void model.ask({ text: 'Short?' });
    await settle();
    expect(ai.answers[1]?.threadId).toBe('h9');
    const first = model.threads.items.find(({ id }) => id === busy?.threadId);
    model.select(first ?? null);
    expect(model.conversation).toBe(busy);
  });

  it('shows what other windows do, and follows what they ask', async () => {
    ai.threadsOf.set('w1', [aThread('h1')]);
    await model.open();
    model.select(aThread('h1'));
    await settle();
    const question = aMessage('m1', { role: 'user', text: 'How many?' });
    ai.messagesOf.set('h1', [question, aMessage('m2', { state: 'streaming' })]);
    ai.threadsOf.set('w1', [aThread('h2'), aThread('h1')]);
    ai.asked = [];
    const tell = (workspaceId: string): void =>
      service.listeners.forEach(({ send }) =>
        send({ type: 'threads', workspace_id: workspaceId, thread_id: 'h1' })
      );
    tell('w2');
    await settle();
    expect(ai.asked).toEqual([]);
    tell('w1');
    await settle();
    expect(model.threads.items.map(({ id }) => id)).toEqual(['h2', 'h1']);
    expect(model.conversation?.busy).toBe(true);
    ai.answers[0]?.send({ type: 'text', delta: 'There are' });
    expect(model.conversation?.messages[1]?.text).toBe('There are');
    ai.answers[0]?.end();
  });

  it('keeps a question for which no thread could be begun', async () => {
    await model.open();
    ai.failure = unreachable();
    await model.ask({ text: 'How many?' });
    expect(model.unsent?.ask.text).toBe('How many?');
    model.editUnsent();
    expect(model.draft).toBe('How many?');
    expect(model.unsent).toBeNull();
    await model.ask({ text: 'How many?' });
    ai.failure = null;
    void model.retry();
    await settle();
    expect(ai.answers[0]?.body?.text).toBe('How many?');
    expect(model.unsent).toBeNull();
  });

  it('goes back to the thread that a workspace was left at', async () => {
    ai.threadsOf.set('w1', [aThread('h1'), aThread('h2')]);
    ai.threadsOf.set('w2', [aThread('h3', { workspace_id: 'w2' })]);
    await model.open();
    model.select(aThread('h2'));
    workspaces.select('w2');
    await settle();
    expect(model.threads.current).toBeNull();
    expect(model.threads.items.map(({ id }) => id)).toEqual(['h3']);
    workspaces.select('w1');
    await settle();
    expect(model.threads.current?.id).toBe('h2');
    build();
    await model.open();
    await settle();
    expect(model.threads.current?.id).toBe('h2');
  });

  it('goes back there also when it is opened again while it is opened', async () => {
    ai.threadsOf.set('w1', [aThread('h1'), aThread('h2')]);
    await model.open();
    model.select(aThread('h2'));
    build();
    const listed = ai.threads.bind(ai);
    ai.threads = async (workspaceId, search, signal) => {
      await settle();
      return listed(workspaceId, search, signal);
    };
    await Promise.all([model.open(), model.open()]);
    expect(model.threads.current?.id).toBe('h2');
    expect(model.conversation?.threadId).toBe('h2');
  });

  it('renames, shares, looks for and deletes threads', async () => {
    ai.threadsOf.set('w1', [aThread('h1'), aThread('h2')]);
    await model.open();
    const { threads } = model;
    const [first] = threads.items;
    if (first === undefined) {
      throw new Error('There is no thread.');
    }
    await threads.update(first, { name: 'Delays', shared: true });
    expect(threads.items[0]).toMatchObject({ name: 'Delays', shared: true });
    await threads.searchFor('Del');
    expect(threads.items).toHaveLength(1);
    model.select(first);
    await threads.remove(first);
    expect(threads.current).toBeNull();
    await threads.searchFor('');
    expect(threads.items.map(({ id }) => id)).toEqual(['h2']);
  });

  it('keeps what a model is told by workspace', async () => {
    await model.open();
    await model.setSends('samples');
    expect(model.sends).toBe('samples');
    workspaces.select('w2');
    await settle();
    expect(model.sends).toBe('profiles');
    workspaces.select('w1');
    await settle();
    expect(model.sends).toBe('samples');
  });

  it('goes to the workspace that something elsewhere is about', async () => {
    void model.ask({ task: 'fix', sql: 'selec', error: 'no' }, 'w2');
    await settle();
    expect(workspaces.current?.id).toBe('w2');
    expect(ai.threadsOf.get('w2')).toHaveLength(1);
    expect(ai.answers[0]?.body).toMatchObject({ task: 'fix', sql: 'selec' });
  });

  it('runs those verified questions that are due, and asks the model theirs', async () => {
    const verified = new VerifiedModel(ai, workspaces);
    await workspaces.ready();
    for (const question of ['a', 'b', 'c']) {
      await verified.add({ question, sql: 'select 1' });
    }
    const [c, b, a] = ai.verifiedOf.get('w1') ?? [];
    const due = [c, b && { ...b, changed: ['t'] }, a && { ...a, model_changed: true }];
    ai.verifiedOf.set(
      'w1',
      due.flatMap(item => item ?? [])
    );
    await verified.load();
    expect(verified.due.map(({ question }) => question)).toEqual(['b', 'a']);
    await verified.runDue('large');
    expect(verified.due).toEqual([]);
    expect(verified.items.map(({ last }) => last?.model)).toEqual([
      undefined,
      null,
      'large'
    ]);
    verified.dispose();
  });

  it('asks once more what failed, as it is kept', async () => {
    const subject = { sql: 'select x', error: 'no x', result_id: null, table: null };
    ai.threadsOf.set('w1', [aThread('h1')]);
    ai.messagesOf.set('h1', [
      aMessage('m1', { role: 'user', task: 'fix', subject }),
      aMessage('m2', { state: 'failed', task: 'fix' })
    ]);
    await model.open();
    model.select(aThread('h1'));
    await settle();
    model.askAgain?.();
    await settle();
    expect(ai.answers[0]?.body).toMatchObject({ task: 'fix', ...subject });
  });
});
