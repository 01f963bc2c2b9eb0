import { aMessage, FakeAi, type IFakeAnswer } from '../../api/__tests__/fakeai';
import { settle } from '../../api/__tests__/fakeservice';
import { DeitaError, unreachable } from '../../api/request';
import { Conversation } from '../conversation';

describe('Conversation', () => {
  let ai: FakeAi;
  let conversation: Conversation;

  const ask = (text = 'How many?'): Promise<unknown> =>
    conversation.send({ text, task: 'ask' });
  const answering = (): IFakeAnswer => {
    const answer = ai.answers[0];
    if (answer === undefined) {
      throw new Error('Nothing was asked.');
    }
    return answer;
  };
  const begin = (): IFakeAnswer => {
    const answer = answering();
    const question = aMessage('m1', { role: 'user', text: 'How many?' });
    answer.send({ type: 'message', message: question });
    answer.send({ type: 'message', message: aMessage('m2', { state: 'streaming' }) });
    return answer;
  };

  beforeEach(() => {
    ai = new FakeAi();
    conversation = new Conversation(ai, 'w1', 'h1');
    conversation.begin();
  });

  it('shows the question while it is on its way, then as the service has it', async () => {
    const asked = ask();
    expect(conversation.sending?.text).toBe('How many?');
    expect(conversation.messages).toEqual([]);
    const answer = begin();
    expect(conversation.sending).toBeNull();
    expect(conversation.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant'
    ]);
    answer.end();
    await asked;
  });

  it('takes the answer as it comes', async () => {
    const asked = ask();
    const answer = begin();
    answer.send({ type: 'text', delta: 'There ' });
    answer.send({ type: 'text', delta: 'are' });
    expect(conversation.messages[1]?.text).toBe('There are');
    answer.send({
      type: 'tool',
      id: 't1',
      name: 'query',
      summary: 'Counts',
      state: 'running'
    });
    expect(conversation.tools.map(({ summary }) => summary)).toEqual(['Counts']);
    const block = {
      kind: 'questions',
      id: 'b1',
      items: ['And then?']
    } as const;
    answer.send({ type: 'block', block: { ...block, items: ['?'] } });
    answer.send({ type: 'block', block: { ...block, items: ['And then?'] } });
    expect(conversation.messages[1]?.blocks).toEqual([block]);
    expect(conversation.busy).toBe(true);
    const done = aMessage('m2', { text: 'There are 3.', tokens_in: 7 });
    answer.send({ type: 'done', message: done });
    answer.end();
    expect(await asked).toEqual(done);
    expect(conversation.busy).toBe(false);
    expect(conversation.tools).toEqual([]);
    expect(conversation.messages[1]).toEqual(done);
  });

  it('keeps a question that was not heard, and sends it again', async () => {
    ai.failure = unreachable();
    expect(await ask()).toBeNull();
    expect(conversation.unsent?.ask.text).toBe('How many?');
    expect(conversation.unsent?.error.unreachable).toBe(true);
    ai.failure = null;
    const again = conversation.retry();
    expect(conversation.unsent).toBeNull();
    begin().end();
    await again;
    expect(ai.answers[0]?.body?.text).toBe('How many?');
  });

  it('keeps what came of an answer that broke off', async () => {
    const asked = ask();
    const answer = begin();
    answer.send({ type: 'text', delta: 'There are' });
    answer.fail(unreachable());
    await asked;
    const [, last] = conversation.messages;
    expect(last?.state).toBe('failed');
    expect(last?.text).toBe('There are');
    expect(last?.error?.code).toBe('unreachable');
    expect(conversation.unsent).toBeNull();
  });

  it('keeps what the service says is wrong', async () => {
    const asked = ask();
    const answer = begin();
    const error = {
      code: 'model_down',
      message: 'The model does not answer.',
      hint: null,
      details: {},
      request_id: 'r'
    };
    const failed = aMessage('m2', { state: 'failed', error });
    answer.send({ type: 'error', error });
    answer.send({ type: 'done', message: failed });
    answer.end();
    expect(await asked).toEqual(failed);
  });

  it('stops by asking the service, and waits for what it kept', async () => {
    const asked = ask();
    const answer = begin();
    answer.send({ type: 'text', delta: 'There are' });
    void conversation.stop();
    await settle();
    expect(ai.asked).toContain('stop');
    expect(conversation.stopping).toBe(true);
    const kept = aMessage('m2', { state: 'stopped', text: 'There are' });
    answer.send({ type: 'done', message: kept });
    answer.end();
    expect(await asked).toEqual(kept);
    expect(conversation.stopping).toBe(false);
  });

  it('leaves where the service does not end the answer in time', async () => {
    jest.useFakeTimers();
    const asked = ask();
    const answer = begin();
    void conversation.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    jest.useRealTimers();
    await asked;
    expect(answer.stopped).toBe(true);
    expect(conversation.messages[1]?.state).toBe('stopped');
  });

  it('stops as soon as the service has heard the question', async () => {
    const asked = ask();
    void conversation.stop();
    await settle();
    expect(ai.asked).not.toContain('stop');
    const answer = begin();
    await settle();
    expect(ai.asked).toContain('stop');
    answer.end();
    await asked;
    expect(conversation.busy).toBe(false);
  });

  it('leaves where the service does not hear the question', async () => {
    jest.useFakeTimers();
    const asked = ask();
    void conversation.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    jest.useRealTimers();
    expect(await asked).toBeNull();
    expect(answering().stopped).toBe(true);
    expect(conversation.unsent).toBeNull();
  });

  it('goes on with an answer that stays when the connection breaks', async () => {
    const asked = conversation.send({ text: 'How many?', task: 'ask', stays: true });
    const answer = begin();
    answer.send({ type: 'text', delta: 'There' });
    answer.fail(unreachable());
    await settle();
    expect(ai.asked).toContain('follow');
    const [, followed] = ai.answers;
    const now = aMessage('m2', { state: 'streaming', text: 'There are' });
    followed?.send({ type: 'message', message: now });
    followed?.send({ type: 'text', delta: ' 3' });
    expect(conversation.messages[1]?.text).toBe('There are 3');
    const done = aMessage('m2', { text: 'There are 3.' });
    followed?.send({ type: 'done', message: done });
    followed?.end();
    expect(await asked).toEqual(done);
  });

  it('follows an answer that is being written when it is loaded', async () => {
    const question = aMessage('m1', { role: 'user' });
    ai.messagesOf.set('h1', [question, aMessage('m2', { state: 'streaming' })]);
    await conversation.load();
    expect(conversation.busy).toBe(true);
    answering().send({ type: 'text', delta: 'So' });
    expect(conversation.messages[1]?.text).toBe('So');
    void conversation.stop();
    await settle();
    expect(ai.asked).toContain('stop');
    const kept = aMessage('m2', { state: 'stopped', text: 'So' });
    answering().send({ type: 'done', message: kept });
    answering().end();
    await settle();
    expect(conversation.busy).toBe(false);
    expect(conversation.messages[1]).toEqual(kept);
  });

  it('keeps older messages when it is loaded again', async () => {
    const [one, two, three] = ['m1', 'm2', 'm3'].map(id => aMessage(id));
    ai.messagesOf.set(
      'h1',
      [one, two].flatMap(each => each ?? [])
    );
    await conversation.load();
    ai.messagesOf.set(
      'h1',
      [two, three].flatMap(each => each ?? [])
    );
    await conversation.load();
    expect(conversation.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
  });

  it('loads what was said, and says why it cannot', async () => {
    ai.messagesOf.set('h1', [aMessage('m1', { role: 'user' })]);
    ai.failure = new DeitaError({ code: 'not_found', message: 'Gone.' }, 404);
    await conversation.load();
    expect(conversation.loadState).toBe('failed');
    expect(conversation.error?.message).toBe('Gone.');
    ai.failure = null;
    await conversation.load();
    expect(conversation.loadState).toBe('ready');
    expect(conversation.messages).toHaveLength(1);
    ai.failure = unreachable();
    await conversation.load();
    expect(conversation.loadState).toBe('ready');
  });

  it('keeps what one thinks of an answer', async () => {
    ai.messagesOf.set('h1', [aMessage('m2')]);
    await conversation.load();
    await conversation.rate('m2', 'up');
    expect(conversation.messages[0]?.feedback).toBe('up');
  });
});
