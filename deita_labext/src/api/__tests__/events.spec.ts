import type { Event } from '../contract';
import {
  LiveEvents,
  readEvents,
  type ConnectionState,
  type IEventSource,
  type IServerSentEvent
} from '../events';
import { unreachable } from '../request';

async function read(...chunks: string[]): Promise<IServerSentEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: controller => {
      chunks.forEach(chunk => controller.enqueue(encoder.encode(chunk)));
      controller.close();
    }
  });
  const events: IServerSentEvent[] = [];
  for await (const event of readEvents(body)) {
    events.push(event);
  }
  return events;
}

describe('readEvents', () => {
  it('reads names and data', async () => {
    expect(await read('event: job\ndata: {"a": 1}\n\ndata: x\n\n')).toEqual([
      { event: 'job', data: '{"a": 1}' },
      { event: 'message', data: 'x' }
    ]);
  });

  it('puts events together that come in pieces, within a character too', async () => {
    const bytes = new TextEncoder().encode('data: é\r\n\r\n');
    const body = new ReadableStream<Uint8Array>({
      start: controller => {
        bytes.forEach(byte => controller.enqueue(new Uint8Array([byte])));
        controller.close();
      }
    });
    const events: IServerSentEvent[] = [];
    for await (const event of readEvents(body)) {
      events.push(event);
    }
    expect(events).toEqual([{ event: 'message', data: 'é' }]);
  });

  it('joins data lines, and passes comments and events without data over', async () => {
    expect(
      await read(': keep-alive\n\nevent: nothing\n\n', 'data:one\ndata: two\nid: 7\n\n')
    ).toEqual([{ event: 'message', data: 'one\ntwo' }]);
  });

  it('leaves out an event that was not ended', async () => {
    expect(await read('data: one\n\ndata: tw')).toEqual([
      { event: 'message', data: 'one' }
    ]);
  });

  it('lets go of the body when its reader stops', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => {
        cancelled = true;
      }
    });
    for await (const event of readEvents(body)) {
      expect(event.data).toBe('x');
      break;
    }
    expect(cancelled).toBe(true);
  });
});

/** A source whose connections the test opens and ends. */
class ScriptedSource implements IEventSource {
  connections = 0;
  aborted = 0;
  emit: (event: Event) => void = () => undefined;
  open: () => void = () => undefined;
  end: (reason?: Error) => void = () => undefined;

  events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen: () => void = () => undefined
  ): Promise<void> {
    this.connections += 1;
    return new Promise((resolve, reject) => {
      this.emit = onEvent;
      this.open = onOpen;
      this.end = reason => (reason ? reject(reason) : resolve());
      signal.addEventListener('abort', () => {
        this.aborted += 1;
        reject(new DOMException('', 'AbortError'));
      });
    });
  }
}

describe('LiveEvents', () => {
  let source: ScriptedSource;
  let live: LiveEvents;
  let received: Event[];
  let opened: number;
  let states: ConnectionState[];

  beforeEach(() => {
    jest.useFakeTimers();
    source = new ScriptedSource();
    live = new LiveEvents(source);
    received = [];
    opened = 0;
    states = [];
    live.received.connect((_, event) => void received.push(event));
    live.opened.connect(() => void (opened += 1));
    live.stateChanged.connect((_, state) => void states.push(state));
  });

  afterEach(() => {
    live.dispose();
    jest.useRealTimers();
  });

  it('connects when it is held first, and closes when nobody holds it', () => {
    expect(source.connections).toBe(0);
    const one = live.hold();
    const two = live.hold();
    expect(source.connections).toBe(1);
    source.open();
    source.emit({ type: 'workspaces' });
    expect(received).toEqual([{ type: 'workspaces' }]);
    one.dispose();
    one.dispose();
    expect(live.state).toBe('open');
    two.dispose();
    expect(live.state).toBe('closed');
    expect(source.aborted).toBe(1);
    source.emit({ type: 'workspaces' });
    expect(received).toHaveLength(1);
  });

  it('connects again, later and later, and tells of each opening', async () => {
    live.hold();
    source.open();
    source.end();
    await jest.advanceTimersByTimeAsync(0);
    expect(live.state).toBe('waiting');
    expect(live.error).toBeNull();
    await jest.advanceTimersByTimeAsync(1_200);
    expect(source.connections).toBe(2);
    source.end(unreachable());
    await jest.advanceTimersByTimeAsync(1_200);
    expect(source.connections).toBe(2);
    expect(live.error?.unreachable).toBe(true);
    await jest.advanceTimersByTimeAsync(1_200);
    expect(source.connections).toBe(3);
    source.open();
    expect(live.error).toBeNull();
    expect(opened).toBe(2);
    expect(states).toEqual([
      'connecting',
      'open',
      'waiting',
      'connecting',
      'waiting',
      'connecting',
      'open'
    ]);
  });

  it('waits half a minute at most', async () => {
    live.hold();
    for (let failures = 0; failures < 10; failures += 1) {
      source.end(unreachable());
      await jest.advanceTimersByTimeAsync(33_100);
    }
    expect(source.connections).toBe(11);
  });

  it('does not wait when told to hurry', async () => {
    live.hold();
    source.end(unreachable());
    await jest.advanceTimersByTimeAsync(0);
    live.hurry();
    await jest.advanceTimersByTimeAsync(0);
    expect(source.connections).toBe(2);
  });

  it('can be held again after it was closed', () => {
    live.hold().dispose();
    live.hold();
    expect(source.connections).toBe(2);
    expect(live.state).toBe('connecting');
  });
});
