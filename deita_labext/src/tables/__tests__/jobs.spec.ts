import { aJob } from '../../api/__tests__/samples';
import { JobBook } from '../jobs';

describe('JobBook', () => {
  const running = (progress: number | null): ReturnType<typeof aJob> =>
    aJob('j1', { state: 'running', progress });

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => jest.useRealTimers());

  it('tells the time a job still takes by its speed so far, and none when it is over', () => {
    const book = new JobBook();
    book.put(running(null));
    expect(book.secondsLeft('j1')).toBeNull();
    book.put(running(0.1));
    expect(book.secondsLeft('j1')).toBeNull();
    jest.setSystemTime(Date.now() + 2000);
    book.put(running(0.3));
    expect(book.secondsLeft('j1')).toBeCloseTo(7);
    jest.setSystemTime(Date.now() + 2000);
    book.put(running(0.9));
    expect(book.secondsLeft('j1')).toBeCloseTo(0.5);
    book.put(aJob('j1', { state: 'done' }));
    expect(book.secondsLeft('j1')).toBeNull();
  });
});
