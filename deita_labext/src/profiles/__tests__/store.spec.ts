import { FakeService } from '../../api/__tests__/fakeservice';
import { aProfile, aTable } from '../../api/__tests__/samples';
import { unreachable } from '../../api/request';
import { ProfileStore } from '../store';

describe('ProfileStore', () => {
  const flights = aTable('t1', 'flights', ['year', 'month', 'carrier']);
  let service: FakeService;
  let store: ProfileStore;
  const wait = (milliseconds = 1000): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    jest.useFakeTimers();
    service = new FakeService();
    service.profileOf.set('t1', [aProfile(0, 'year'), aProfile(1, 'month')]);
    store = new ProfileStore(service);
  });

  afterEach(() => {
    store.dispose();
    jest.useRealTimers();
  });

  it('asks once for what is looked at together', async () => {
    store.want(flights, 0);
    store.want(flights, 1);
    store.want(flights, 1);
    expect(service.profiled).toEqual([]);
    await wait();
    expect(service.profiled).toEqual([['t1', [0, 1]]]);
    expect(store.get(flights, 1)?.name).toBe('month');
    store.want(flights, 0);
    await wait();
    expect(service.profiled).toHaveLength(1);
  });

  it('does not ask for what is scrolled past', async () => {
    const past = store.want(flights, 0);
    store.want(flights, 1);
    past.dispose();
    await wait();
    expect(service.profiled).toEqual([['t1', [1]]]);
  });

  it('asks anew for another snapshot', async () => {
    store.want(flights, 0);
    await wait();
    const later = { ...flights, snapshot: 2 };
    expect(store.get(later, 0)).toBeNull();
    store.want(later, 0);
    await wait();
    expect(service.profiled).toHaveLength(2);
    expect(store.get(flights, 0)).not.toBeNull();
  });

  it('asks again for what takes longer, and gives up on what never comes', async () => {
    service.profileOf.set('t1', [aProfile(0, 'year', { computed: false })]);
    store.want(flights, 0);
    await wait(2_000);
    expect(service.profiled.length).toBe(2);
    service.profileOf.set('t1', [aProfile(0, 'year')]);
    await wait(2_000);
    expect(store.get(flights, 0)).not.toBeNull();
    store.want(flights, 2);
    await wait(60_000);
    const asked = service.profiled.length;
    await wait(60_000);
    expect(service.profiled.length).toBe(asked);
  });

  it('leaves it where it cannot be had, until it is told to try again', async () => {
    service.failure = unreachable();
    store.want(flights, 0);
    await wait(60_000);
    service.failure = null;
    await wait(60_000);
    expect(service.profiled).toHaveLength(1);
    store.retry();
    await wait();
    expect(store.get(flights, 0)).not.toBeNull();
  });
});
