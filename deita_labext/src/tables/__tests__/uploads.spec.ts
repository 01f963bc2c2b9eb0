import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { DeitaError } from '../../api/request';
import { LATER } from '../../api/upload';
import { UploadQueue, type IUpload } from '../uploads';

function file(name: string, size = 8): File {
  return new File(['x'.repeat(size)], name);
}

describe('UploadQueue', () => {
  let service: FakeService;
  let queue: UploadQueue;
  let now: number;

  const states = (): string[] =>
    queue.items.map(({ name, state }) => `${name} ${state}`);
  const item = (name: string): IUpload => {
    const found = queue.items.find(upload => upload.name === name);
    if (found === undefined) {
      throw new Error(`There is no ${name}.`);
    }
    return found;
  };

  beforeEach(() => {
    service = new FakeService();
    now = 0;
    queue = new UploadQueue(service, () => now);
  });

  afterEach(() => queue.dispose());

  it('sends three at once; the others wait for their turn', async () => {
    queue.add(
      'w1',
      ['a', 'b', 'c', 'd', 'e'].map(name => file(name))
    );
    expect(states()).toEqual([
      'a sending',
      'b sending',
      'c sending',
      'd waiting',
      'e waiting'
    ]);
    expect(queue.busy).toBe(true);
    service.take('b', 'j1');
    await settle();
    expect(states()).toEqual([
      'a sending',
      'b sent',
      'c sending',
      'd sending',
      'e waiting'
    ]);
    service.uploads.get('a')?.fail(new DeitaError({ message: 'No.' }));
    await settle();
    expect(states()).toEqual([
      'a failed',
      'b sent',
      'c sending',
      'd sending',
      'e sending'
    ]);
  });

  it('sends more at once when told to', () => {
    queue.add(
      'w1',
      ['a', 'b', 'c', 'd', 'e'].map(name => file(name))
    );
    queue.atOnce = 4;
    expect(service.uploads.size).toBe(4);
  });

  it('tells of progress and the time left', async () => {
    queue.add('w1', [file('a')]);
    const { options } = service.uploads.get('a') ?? {};
    options?.onProgress?.(0, 8);
    now = 2000;
    options?.onProgress?.(2, 8);
    expect(item('a').progress).toBe(0.25);
    expect(item('a').secondsLeft).toBeCloseTo(6);
    service.take('a', 'j1');
    await settle();
    expect(item('a').progress).toBe(1);
    expect(item('a').uploaded?.job?.id).toBe('j1');
    expect(queue.busy).toBe(false);
  });

  it('tells of a failure, and tries again with the file it has kept', async () => {
    const failures: (string | undefined)[] = [];
    queue.failed.connect((_, { error }) => void failures.push(error?.code));
    queue.add('w1', [file('a')]);
    const broken = new DeitaError({ code: 'upload_broken', message: 'Broken.' });
    service.uploads.get('a')?.fail(broken);
    await settle();
    expect(failures).toEqual(['upload_broken']);
    expect(item('a').error).toBe(broken);
    queue.retry(item('a').id);
    expect(states()).toEqual(['a sending']);
    service.take('a', 'j1');
    await settle();
    expect(states()).toEqual(['a sent']);
  });

  it('stops what is sent when it is removed, without a failure', async () => {
    let failures = 0;
    queue.failed.connect(() => void (failures += 1));
    queue.add(
      'w1',
      ['a', 'b', 'c', 'd'].map(name => file(name))
    );
    const signal = service.uploads.get('a')?.options.signal;
    queue.remove(item('a').id);
    expect(signal?.aborted).toBe(true);
    await settle();
    expect(states()).toEqual(['b sending', 'c sending', 'd sending']);
    expect(failures).toBe(0);
  });

  it('forgets one that waits', () => {
    queue.add(
      'w1',
      ['a', 'b', 'c', 'd'].map(name => file(name))
    );
    queue.remove(item('d').id);
    expect(states()).toEqual(['a sending', 'b sending', 'c sending']);
  });

  it('does not send what is too large, and says so', () => {
    queue.add('w1', [file('a', 11), file('b', 10)], 10);
    expect(states()).toEqual(['a failed', 'b sending']);
    expect(item('a').error?.code).toBe('file_too_large');
    expect(service.uploads.has('a')).toBe(false);
  });

  it('gives a file that is not to become a table to whoever wants it', async () => {
    const used: string[] = [];
    queue.add('w1', [file('a'), file('b')], null, ({ name }) => void used.push(name));
    expect(service.uploads.get('a')?.options.ingest).toBe(false);
    service.uploads.get('b')?.fail(new DeitaError({ message: 'No.' }));
    await settle();
    queue.retry(item('b').id);
    service.keep('a');
    service.keep('b');
    await settle();
    expect(used).toEqual(['a', 'b']);
    expect(queue.items).toEqual([]);
    queue.add('w1', [file('c')]);
    expect(service.uploads.get('c')?.options.ingest).toBe(true);
  });

  it('says when the connection is lost, until it goes on', () => {
    queue.add('w1', [file('a')]);
    const { options } = service.uploads.get('a') ?? {};
    options?.onProgress?.(4, 8);
    options?.onStalled?.();
    expect(item('a')).toMatchObject({ state: 'sending', stalled: true, progress: 0.5 });
    options?.onProgress?.(4, 8);
    expect(item('a').stalled).toBe(false);
  });

  it('leaves on the server what has come when the page goes', () => {
    queue.add('w1', [file('a'), file('b')]);
    const signal = service.uploads.get('a')?.options.signal;
    const stopped = service.uploads.get('b')?.options.signal;
    queue.remove(item('b').id);
    queue.dispose();
    expect(signal?.reason).toBe(LATER);
    expect(stopped?.reason).not.toBe(LATER);
  });
});
