import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { IRouter, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import {
  IEditorExtensionRegistry,
  IEditorLanguageRegistry
} from '@jupyterlab/codemirror';
import { ILauncher } from '@jupyterlab/launcher';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { IStateDB, StateDB } from '@jupyterlab/statedb';
import { IStatusBar } from '@jupyterlab/statusbar';
import { CommandRegistry } from '@lumino/commands';
import type { Token } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import plugins from '..';
import { FakeService } from '../api/__tests__/fakeservice';
import { aWorkspace } from '../api/__tests__/samples';
import { LiveEvents } from '../api/events';
import { CommandIDs } from '../commands';
import { IDeitaWorkspaces } from '../tokens';
import { WorkspacesModel } from '../workspaces/model';
import { type CommandId, NEEDS } from '../workspaces/needs';

const SCHEMA = join(__dirname, '../../schema');

/** What names a command in the schemas: an item of a menu, or a shortcut. */
interface INamed {
  command?: string;
  submenu?: { items: INamed[] };
  items?: INamed[];
}

interface ISchema {
  'jupyter.lab.menus'?: { main?: INamed[]; context?: INamed[] };
  'jupyter.lab.shortcuts'?: INamed[];
}

/** Those that are told what they are about: there is nothing to choose them for by hand. */
const WITH_ARGUMENTS = new Set<string>([
  CommandIDs.openTable,
  CommandIDs.openResult,
  CommandIDs.openProfile,
  CommandIDs.openReport,
  CommandIDs.openSnapshots,
  CommandIDs.openChart,
  CommandIDs.openImport,
  CommandIDs.openEditor,
  CommandIDs.insertQuery,
  CommandIDs.openLink,
  CommandIDs.openAddress,
  CommandIDs.explainWithAi,
  CommandIDs.suggestChart,
  CommandIDs.describeWithAi,
  CommandIDs.fixWithAi
]);

function commandsOf(items: readonly INamed[] = []): string[] {
  return items.flatMap(({ command, submenu, items: below }) => [
    ...(command === undefined ? [] : [command]),
    ...commandsOf(submenu?.items),
    ...commandsOf(below)
  ]);
}

describe('commands', () => {
  const commands = new CommandRegistry();
  const inPalette = new Set<string>();
  const inMenus = new Set<string>();
  const named = new Set<string>();
  let workspaces: WorkspacesModel;

  beforeAll(async () => {
    const nothing = (): void => undefined;
    const service = new FakeService();
    for (const role of ['viewer', 'editor'] as const) {
      const theirs = { ...aWorkspace(role, role), owner: 'carol', role };
      service.workspacesById.set(role, theirs);
    }
    workspaces = new WorkspacesModel(service, new LiveEvents(service), new StateDB());
    workspaces.changed.connect(() => commands.notifyCommandChanged());
    await workspaces.ready();
    const services = new Map<Token<unknown>, unknown>([
      [IDeitaWorkspaces, workspaces],
      [IStateDB, new StateDB()],
      [
        ICommandPalette,
        { addItem: (item: INamed) => inPalette.add(item.command ?? '') }
      ],
      [ILauncher, { add: nothing }],
      [IRouter, { register: nothing }],
      [IRenderMimeRegistry, { addFactory: nothing }],
      [IEditorServices, {}],
      [IEditorExtensionRegistry, { addExtension: nothing }],
      [IEditorLanguageRegistry, {}],
      [IStatusBar, { registerStatusItem: nothing }]
    ]);
    const app = {
      commands,
      restored: Promise.resolve(),
      serviceManager: {},
      docRegistry: { addFileType: nothing, addWidgetFactory: nothing },
      contextMenuHitTest: nothing,
      shell: {
        add: nothing,
        activateById: nothing,
        currentWidget: null,
        currentChanged: new Signal<object, void>({})
      }
    };
    const active = new Map<JupyterFrontEndPlugin<unknown>, unknown>();
    const activate = async (
      plugin: JupyterFrontEndPlugin<unknown>
    ): Promise<unknown> => {
      if (!active.has(plugin)) {
        const tokens = [...(plugin.requires ?? []), ...(plugin.optional ?? [])];
        const given: unknown[] = [];
        for (const token of tokens) {
          const provider = plugins.find(({ provides }) => provides === token);
          const other = provider && !services.has(token);
          given.push(other ? await activate(provider) : (services.get(token) ?? null));
        }
        active.set(plugin, await plugin.activate(app as never, ...given));
      }
      return active.get(plugin);
    };
    for (const plugin of plugins.filter(
      ({ provides }) => provides !== IDeitaWorkspaces
    )) {
      await activate(plugin);
    }
    for (const file of readdirSync(SCHEMA)) {
      const schema = JSON.parse(readFileSync(join(SCHEMA, file), 'utf8')) as ISchema;
      const { main, context } = schema['jupyter.lab.menus'] ?? {};
      const inMain = commandsOf(main);
      inMain.forEach(command => inMenus.add(command));
      [
        ...inMain,
        ...commandsOf(context),
        ...commandsOf(schema['jupyter.lab.shortcuts'])
      ].forEach(command => named.add(command));
    }
  });

  it('are there where a menu or a key names them', () => {
    expect(named.size).toBeGreaterThan(80);
    expect([...named].filter(command => !commands.hasCommand(command))).toEqual([]);
  });

  it('are all in the palette and in the menu, but those that need arguments', () => {
    const all = commands.listCommands();
    expect(all.filter(command => !command.startsWith('deita:'))).toEqual([]);
    const chosen = all.filter(command => !WITH_ARGUMENTS.has(command));
    expect(chosen.filter(command => !inPalette.has(command))).toEqual([]);
    expect(chosen.filter(command => !inMenus.has(command))).toEqual([]);
    expect(all.filter(command => WITH_ARGUMENTS.has(command))).toHaveLength(
      WITH_ARGUMENTS.size
    );
  });

  it.each([
    ['viewer', ['editor', 'owner']],
    ['editor', ['owner']],
    ['w1', []]
  ])('are off and say why where %s may not: what needs %j', (workspaceId, more) => {
    workspaces.select(workspaceId);
    // Those of a grid are about how rows are seen.
    const about = commands
      .listCommands()
      .filter(command => !/^deita:grid-/.test(command));
    expect(about.filter(command => !(command in NEEDS))).toEqual([]);
    const told = about.filter(command =>
      /carol, whose it is|Only carol may/.test(commands.caption(command))
    );
    const wanted = about.filter(command => more.includes(NEEDS[command as CommandId]));
    expect(told.sort()).toEqual(wanted.sort());
    expect(told.filter(command => commands.isEnabled(command))).toEqual([]);
  });

  it('have words in the palette and in menus', () => {
    for (const command of commands.listCommands()) {
      for (const args of [{}, { isPalette: true }]) {
        expect(commands.label(command, args)).not.toBe('');
      }
    }
  });
});
