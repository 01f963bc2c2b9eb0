import { StateDB } from '@jupyterlab/statedb';

import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { WorkspacesModel } from '../../workspaces/model';
import { RunningModel } from '../model';

describe('RunningModel', () => {
  it('counts what runs in the current workspace', async () => {
    const service = new FakeService();
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    service.runningOf.set('w1', [
      {
        id: 'q1',
        sql: 'select 1',
        state: 'running',
        created_at: '2026-01-01T00:00:00.000Z',
        ahead: null
      }
    ]);
    const asked = jest.spyOn(service, 'runningQueries');
    const live = new LiveEvents(service);
    const workspaces = new WorkspacesModel(service, live, new StateDB());
    const model = new RunningModel(service, workspaces, live);
    await workspaces.ready();
    await settle();
    expect([model.workspace, model.count]).toEqual(['My data', 0]);
    expect(asked).not.toHaveBeenCalled();

    live.hold();
    await settle();
    expect(model.count).toBe(1);
    service.send({ type: 'queries', workspace_id: 'w1', running: 3 });
    service.send({ type: 'queries', workspace_id: 'w2', running: 7 });
    expect(model.count).toBe(3);
    workspaces.select('w2');
    await settle();
    expect([model.workspace, model.count]).toEqual(['Other', 0]);
    workspaces.select('w1');
    await settle();
    expect(model.count).toBe(1);
    await model.cancelAll().catch(() => undefined);
    expect(service.cancelled).toEqual(['q1']);
    [model, workspaces, live].forEach(each => each.dispose());
  });
});
