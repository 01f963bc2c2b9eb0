import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { FakeService } from '../../api/__tests__/fakeservice';
import { aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { CommandIDs } from '../../commands';
import { MembersModel } from '../members';
import { WorkspacesModel } from '../model';
import { Rights } from '../rights';
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
    const change = CommandIDs.saveResult;
    new Rights(model, trans).guard(commands).addCommand(change, {
      label: 'Keep',
      caption: 'All rows',
      isEnabled: ({ possible }) => possible === true,
      execute: () => done.push(model.current?.name ?? '')
    });
    const seen = (args: object): unknown[] => [
      commands.isEnabled(change, { possible: true, ...args }),
      commands.caption(change, { possible: true, ...args })
    ];
    const label = (args: ReadonlyPartialJSONObject): string =>
      commands.label(change, args);
    expect(commands.isEnabled(change, {})).toBe(false);
    expect(seen({})).toEqual([true, 'All rows']);
    const why =
      'You may read Air, but not change it. carol, whose it is, can make you an editor.';
    expect(seen({ workspaceId: 'w2' })).toEqual([false, why]);
    // Menus and the palette show no captions; buttons of a toolbar do.
    expect(label({ workspaceId: 'w2' })).toBe('Keep (read-only)');
    expect(label({ workspaceId: 'w2', toolbar: true })).toBe('Keep');
    expect(label({})).toBe('Keep');
    await commands.execute(change);
    model.select('w2');
    expect(model.owns).toBe(false);
    expect(seen({})).toEqual([false, why]);
    expect(seen({ workspaceId: 'w1' })).toEqual([true, 'All rows']);
    // Of one that is not listed, the service says.
    expect(seen({ workspaceId: 'gone' })).toEqual([true, 'All rows']);
    await commands.execute(change);
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

  it('has members who are added while others are removed', async () => {
    const members = new MembersModel(service, aWorkspace('w1', 'My data'), 'local');
    await members.put('davve', 'viewer');
    const asked = [
      members.remove('davve'),
      members.put('dave', 'viewer'),
      members.put('local', 'viewer'),
      members.put('erin', 'editor')
    ];
    expect(members.working).toBe(true);
    expect(await Promise.all(asked)).toEqual([true, true, false, true]);
    expect(members.working).toBe(false);
    expect(members.items?.map(({ user }) => user)).toEqual(['local', 'dave', 'erin']);
    // What went well later does not hide what did not.
    expect(members.error?.code).toBe('invalid_request');
  });
});
