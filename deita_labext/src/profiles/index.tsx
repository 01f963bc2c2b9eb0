import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import type { Event } from '../api/contract';
import { CommandIDs, tableArguments } from '../commands';
import { profileIcon } from '../icons';
import { IDeitaClient, IDeitaEvents } from '../tokens';
import { ViewTab } from '../viewtab';

const tabs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:profiles',
  description: 'Shows what the columns of a table hold.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const tracker = new WidgetTracker<ViewTab>({ namespace: 'deita-profiles' });

    commands.addCommand(CommandIDs.openProfile, {
      label: trans.__('Profile'),
      execute: async args => {
        const table = tableArguments(args);
        const id = `deita-profile-${table.tableId}`;
        const shown = tracker.find(tab => tab.id === id);
        if (shown !== undefined) {
          shell.activateById(id);
          return;
        }
        const [{ ProfileView }, { ProfileModel }] = await Promise.all([
          import('./view'),
          import('./model')
        ]);
        const model = new ProfileModel(client, table);
        const onEvent = (_: unknown, event: Event): void => {
          if (event.type === 'tables' && event.workspace_id === table.workspaceId) {
            void model.load();
          }
        };
        events.received.connect(onEvent);
        const tab = new ViewTab({
          id,
          label: trans.__('%1: profile', table.name),
          caption: trans.__('Profile of %1', table.name),
          icon: profileIcon,
          className: 'deita-Profile-view',
          view: <ProfileView model={model} trans={trans} />,
          args: () => ({ ...table }),
          owned: [model, events.hold()]
        });
        model.changed.connect(() => {
          const name = model.table?.name;
          if (name !== undefined) {
            tab.title.label = trans.__('%1: profile', name);
          }
        });
        tab.disposed.connect(() => events.received.disconnect(onEvent));
        void tracker.add(tab);
        shell.add(tab, 'main');
        shell.activateById(id);
      }
    });

    void restorer?.restore(tracker, {
      command: CommandIDs.openProfile,
      args: tab => tab.args,
      name: tab => tab.id
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [tabs];

export default plugins;
