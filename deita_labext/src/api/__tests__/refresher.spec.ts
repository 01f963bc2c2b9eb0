import { Refresher } from '../refresher';

describe('Refresher', () => {
  it('runs once more after however many askings during a run', async () => {
    const ends: (() => void)[] = [];
    const refresher = new Refresher(() => new Promise(resolve => ends.push(resolve)));
    const first = refresher.run();
    const second = refresher.run();
    const third = refresher.run();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await first;
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await Promise.all([second, third]);
    const fourth = refresher.run();
    expect(ends).toHaveLength(3);
    ends[2]?.();
    await fourth;
  });

  it('goes on after a failure', async () => {
    let runs = 0;
    const refresher = new Refresher(() => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
    });
    const [first, second] = await Promise.allSettled([
      refresher.run(),
      refresher.run()
    ]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
    await refresher.run();
    expect(runs).toBe(3);
  });

  it('runs twice at most in half a second of news, the last time after them all', async () => {
    jest.useFakeTimers();
    let news = 0;
    const seen: number[] = [];
    const refresher = new Refresher(() => {
      seen.push(news);
      return Promise.resolve();
    });
    for (; news < 40; news += 1) {
      refresher.soon();
      await jest.advanceTimersByTimeAsync(10);
    }
    await jest.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([0, 40]);
    refresher.soon();
    refresher.dispose();
    await jest.advanceTimersByTimeAsync(1000);
    expect(seen).toHaveLength(2);
    jest.useRealTimers();
  });
});
