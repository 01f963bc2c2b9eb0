import { StateDB } from '@jupyterlab/statedb';

import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aPast, aSavedQuery, aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { unreachable } from '../../api/request';
import { HistoryModel } from '../../history/model';
import { WorkspacesModel } from '../../workspaces/model';
import { linked, unlinked } from '../link';
import { SavedModel } from '../model';

let service: FakeService;
let live: LiveEvents;
let workspaces: WorkspacesModel;

beforeEach(async () => {
  jest.useFakeTimers();
  service = new FakeService();
  service.savedOf.set('w1', [aSavedQuery('s1', 'Late')]);
  live = new LiveEvents(service);
  workspaces = new WorkspacesModel(service, live, new StateDB());
  live.hold();
  await workspaces.ready();
});

afterEach(() => {
  [workspaces, live].forEach(each => each.dispose());
  jest.useRealTimers();
});

describe('SavedModel', () => {
  let model: SavedModel;
  const names = (): string[] => model.items.map(({ name }) => name);

  beforeEach(() => {
    model = new SavedModel(service, workspaces, live);
  });

  afterEach(() => model.dispose());

  it('asks for nothing until somebody holds it', async () => {
    const listed = jest.spyOn(service, 'savedQueries');
    service.send({ type: 'saved_queries', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(listed).not.toHaveBeenCalled();
    const held = model.hold();
    await settle();
    expect(names()).toEqual(['Late']);
    held.dispose();
    service.send({ type: 'saved_queries', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(listed).toHaveBeenCalledTimes(1);
    expect(model.outdated).toBe(true);
    // What changed meanwhile is asked for as soon as it matters.
    model.hold();
    expect(listed).toHaveBeenCalledTimes(2);
    expect(model.outdated).toBe(false);
  });

  it('follows what is told of its workspace', async () => {
    model.hold();
    await settle();
    service.savedOf.set('w1', [aSavedQuery('s1', 'Early')]);
    service.send({ type: 'saved_queries', workspace_id: 'w2' });
    service.send({ type: 'tables', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['Late']);
    service.send({ type: 'saved_queries', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['Early']);
  });

  it('renames, removes and brings back', async () => {
    model.hold();
    await settle();
    const [late] = model.items;
    if (late === undefined) {
      throw new Error('Nothing is listed.');
    }
    await model.update(late, { name: 'Later' });
    expect(names()).toEqual(['Later']);
    await model.remove(late);
    expect(names()).toEqual([]);
    expect(service.savedOf.get('w1')).toEqual([]);
    await model.restore(late);
    expect(names()).toEqual(['Late']);
  });

  it('shows the other workspace\u2019s after a change, and why there are none', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    service.savedOf.set('w2', [aSavedQuery('s2', 'Theirs')]);
    model.hold();
    await workspaces.refresh();
    workspaces.select('w2');
    expect(names()).toEqual([]);
    await settle();
    expect(names()).toEqual(['Theirs']);
    service.failure = unreachable();
    await model.refresh();
    expect([model.loadState, model.error?.code]).toEqual(['ready', 'unreachable']);
    expect(names()).toEqual(['Theirs']);
  });
});

describe('HistoryModel', () => {
  it('lists more when it is asked to', async () => {
    const all = Array.from({ length: 70 }, (_, index) => aPast(`q${index}`, 'from t'));
    service.pastOf.set('w1', all);
    const model = new HistoryModel(service, workspaces, live);
    model.hold();
    await settle();
    expect([model.items.length, model.hasMore]).toEqual([50, true]);
    await model.more();
    expect([model.items.length, model.hasMore]).toEqual([70, false]);
    service.pastOf.set('w1', [aPast('new', 'from u'), ...all]);
    service.send({ type: 'queries', workspace_id: 'w1', running: 0 });
    await jest.advanceTimersByTimeAsync(1000);
    expect(model.items[0]?.id).toBe('new');
    model.dispose();
  });
});

describe('links', () => {
  it('are read and taken out of the address', () => {
    const id = '0'.repeat(32);
    const search = `?reset&deita-workspace=${id}&deita-query=${id}`;
    expect(linked(search)).toEqual({ workspaceId: id, savedId: id });
    expect(unlinked(search)).toBe('?reset=');
    expect(linked('?reset')).toBeNull();
    expect(unlinked(`?deita-query=${id}`)).toBe('');
  });
});
