import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { aWorkspace, FakeService } from '../../api/__tests__/fakeservice';
import { LiveEvents } from '../../api/events';
import { forEditors } from '../editing';
import { WorkspacesModel } from '../model';
import { workspaceLabel } from '../words';

const trans = nullTranslator.load('deita');
const theirs = { owner: 'carol', role: 'viewer' } as const;

describe('a shared workspace', () => {
  let service: FakeService;
  let live: LiveEvents;
  let model: WorkspacesModel;

  beforeEach(async () => {
    service = new FakeService();
    service.workspacesById.set('w2', { ...aWorkspace('w2', 'Air'), ...theirs });
    live = new LiveEvents(service);
    model = new WorkspacesModel(service, live, new StateDB());
    await model.ready();
  });

  afterEach(() => {
    model.dispose();
    live.dispose();
  });

  it('comes behind one’s own, by the name of its owner', async () => {
    await model.create('Zoo');
    const names = model.items.map(item => workspaceLabel(item, trans));
    expect(names).toEqual(['My data', 'Zoo', 'Air (of carol, read-only)']);
  });

  it('is for its viewers to read', async () => {
    const commands = new CommandRegistry();
    const done: string[] = [];
    forEditors(commands, model, trans).addCommand('change', {
      isEnabled: ({ possible }) => possible === true,
      execute: () => done.push(model.current?.name ?? '')
    });
    expect(commands.isEnabled('change', {})).toBe(false);
    expect(commands.isEnabled('change', { possible: true })).toBe(true);
    await commands.execute('change');
    model.select('w2');
    expect([model.mayEdit, model.owns]).toEqual([false, false]);
    expect(commands.isEnabled('change', { possible: true })).toBe(false);
    await commands.execute('change');
    expect(done).toEqual(['My data']);
  });

  it('has members, who are added, changed and removed', async () => {
    const members = model.members();
    expect([members?.rules, members?.me]).toEqual([true, 'local']);
    await members?.load();
    await members?.put('dave', 'viewer');
    expect(await members?.put('dave', 'editor')).toBe(true);
    expect(members?.items?.map(({ user, role }) => `${user}: ${role}`)).toEqual([
      'local: owner',
      'dave: editor'
    ]);
    await members?.remove('dave');
    expect(members?.items).toHaveLength(1);
  });
});
