import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { CommandIDs } from '../commands';
import { profileIcon } from '../icons';
import { addTableTab } from '../tabletab';
import { IDeitaClient, IDeitaEvents, IDeitaTables } from '../tokens';
import { type ITabTitle, ViewTab } from '../viewtab';

const tabs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:profiles',
  description: 'Shows what the columns of a table hold.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents],
  optional: [ITranslator, ILayoutRestorer, IDeitaTables],
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    tables: IDeitaTables | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const entitle = (name: string): ITabTitle => ({
      label: trans.__('%1: profile', name),
      caption: trans.__('Profile of %1', name)
    });
    addTableTab({
      app,
      events,
      tables,
      restorer,
      command: CommandIDs.openProfile,
      label: trans.__('Profile'),
      name: 'deita-profile',
      entitle,
      build: async (table, head) => {
        const [{ ProfileView }, { ProfileModel }] = await Promise.all([
          import('./view'),
          import('./model')
        ]);
        const model = new ProfileModel(client, table);
        const tab = new ViewTab({
          ...head,
          icon: profileIcon,
          className: 'deita-Profile-view',
          view: <ProfileView model={model} trans={trans} />,
          args: () => ({ ...table, name: model.table?.name ?? table.name }),
          owned: [model, events.hold()]
        });
        model.changed.connect(() => {
          const name = model.table?.name;
          if (name !== undefined) {
            tab.entitle(entitle(name));
          }
        });
        return {
          tab,
          reload: () => void model.load()
        };
      }
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [tabs];

export default plugins;
