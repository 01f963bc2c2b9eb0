import { StateDB } from '@jupyterlab/statedb';

import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { unreachable } from '../../api/request';
import { WorkspacesModel } from '../model';

describe('WorkspacesModel', () => {
  let service: FakeService;
  let live: LiveEvents;
  let state: StateDB;
  let model: WorkspacesModel;

  beforeEach(() => {
    jest.useFakeTimers();
    service = new FakeService();
    live = new LiveEvents(service);
    state = new StateDB();
    model = new WorkspacesModel(service, live, state);
  });

  afterEach(() => {
    model.dispose();
    live.dispose();
    jest.useRealTimers();
  });

  it('asks for nothing by itself', () => {
    expect(model.loadState).toBe('idle');
    expect(service.listeners).toHaveLength(0);
    expect(model.current).toBeNull();
  });

  it('makes the first workspace current, and knows the limits', async () => {
    await model.ready();
    expect(model.loadState).toBe('ready');
    expect(model.current?.name).toBe('My data');
    expect(model.limits?.file_bytes).toBe(1_000_000);
  });

  it('remembers the current workspace', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    await model.ready();
    model.select('w2');
    await settle();
    const later = new WorkspacesModel(service, live, state);
    await later.ready();
    expect(later.current?.id).toBe('w2');
  });

  it('takes the first where the remembered one is gone', async () => {
    await state.save('@deita/labextension:workspace', 'gone');
    await model.ready();
    expect(model.current?.id).toBe('w1');
  });

  it('goes to a workspace that was made', async () => {
    await model.ready();
    const currents: (string | undefined)[] = [];
    model.currentChanged.connect((_, current) => void currents.push(current?.name));
    await model.create('Flights');
    expect(model.current?.name).toBe('Flights');
    expect(model.items.map(({ name }) => name)).toEqual(['Flights', 'My data']);
    expect(currents).toEqual(['Flights']);
  });

  it('stays in a workspace that was made while a list was on its way', async () => {
    await model.ready();
    const listing = model.refresh();
    const late = model.create('Flights');
    await Promise.all([listing, late]);
    await settle();
    expect(model.current?.name).toBe('Flights');
    expect(model.items).toHaveLength(2);
  });

  it('stays where the person went while a list was on its way', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    await model.ready();
    const listing = model.refresh();
    model.select('w2');
    await listing;
    expect(model.current?.id).toBe('w2');
  });

  it('knows which workspaces expire, and keeps them by asking for them', async () => {
    const expires = (day: string): { expires_at: string } => ({
      expires_at: `2026-12-${day}T08:00:00.000Z`
    });
    for (const [id, change] of [
      ['w1', expires('01')],
      ['w2', expires('09')],
      ['w3', { expires_at: null }],
      ['w4', expires('03')]
    ] as const) {
      service.workspacesById.set(id, { ...aWorkspace(id, `Data ${id}`), ...change });
    }
    await model.ready();
    const ids = (): string[] => model.expiring.map(({ id }) => id);
    // The first one is current, and so it is in use.
    expect(ids()).toEqual(['w4', 'w2']);
    service.workspacesById.set('w4', aWorkspace('w4', 'Data w4'));
    await model.keep('w4');
    expect(ids()).toEqual(['w2']);
    expect(model.current?.id).toBe('w1');
    // Whoever goes there uses it, and is told nothing of its end when leaving again.
    service.workspacesById.set('w2', aWorkspace('w2', 'Data w2'));
    model.select('w2');
    await settle();
    service.workspacesById.set('w1', aWorkspace('w1', 'Data w1'));
    model.select('w1');
    await settle();
    expect(ids()).toEqual([]);
  });

  it('renames without leaving', async () => {
    await model.ready();
    let moves = 0;
    model.currentChanged.connect(() => void (moves += 1));
    await model.rename('w1', 'Flights');
    expect(model.current?.name).toBe('Flights');
    expect(moves).toBe(0);
  });

  it('leaves a workspace that was deleted', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    await model.ready();
    await model.remove('w1');
    expect(model.current?.id).toBe('w2');
  });

  it('lists again when told of a change, and when the stream is open again', async () => {
    await model.ready();
    const hold = live.hold();
    await settle();
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    service.send({ type: 'workspaces' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(model.items).toHaveLength(2);
    service.hangUp();
    await settle();
    service.workspacesById.delete('w2');
    live.hurry();
    await settle();
    expect(model.items).toHaveLength(1);
    hold.dispose();
  });

  it('says why there is nothing, and finds it later', async () => {
    service.failure = unreachable();
    await model.ready();
    expect(model.loadState).toBe('failed');
    expect(model.error?.unreachable).toBe(true);
    service.failure = null;
    await model.refresh();
    expect(model.loadState).toBe('ready');
    expect(model.error).toBeNull();
  });

  it('keeps what it had when a later listing fails', async () => {
    await model.ready();
    service.failure = unreachable();
    await model.refresh();
    expect(model.loadState).toBe('ready');
    expect(model.current?.id).toBe('w1');
    expect(model.error?.unreachable).toBe(true);
  });
});
