import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import type { Snapshot } from '../api/contract';
import { CommandIDs } from '../commands';
import { tableIcon } from '../icons';
import { addTableTab } from '../tabletab';
import { IDeitaClient, IDeitaEvents, IDeitaTables, IDeitaWorkspaces } from '../tokens';
import { ViewTab } from '../viewtab';
import { Rights } from '../workspaces/rights';
import { SnapshotsModel } from './model';

const tabs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:snapshots',
  description: 'Shows the snapshots of a table; opens and restores them.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IDeitaWorkspaces],
  optional: [ITranslator, ILayoutRestorer, IDeitaTables],
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    workspaces: IDeitaWorkspaces,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    tables: IDeitaTables | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const rights = new Rights(workspaces, trans);
    addTableTab({
      app,
      events,
      tables,
      restorer,
      command: CommandIDs.openSnapshots,
      label: trans.__('Snapshots'),
      name: 'deita-snapshots',
      entitle: name => ({
        label: trans.__('%1: snapshots', name),
        caption: trans.__('Snapshots of %1', name)
      }),
      build: async (table, head) => {
        const { SnapshotsView } = await import('./view');
        const model = new SnapshotsModel(client, table);
        const open = async ({ number }: Snapshot): Promise<void> => {
          const resultId = await model.resultOf(number);
          if (resultId !== null) {
            const name = `${model.name}@${String(number)}`;
            await app.commands.execute(CommandIDs.openResult, { resultId, name });
          }
        };
        const restore = async ({ number }: Snapshot): Promise<void> => {
          await model.restore(number);
          if (model.error === null) {
            Notification.success(
              trans.__('%1 has the rows of its snapshot %2 again.', model.name, number),
              { autoClose: 5000 }
            );
          }
        };
        const tab = new ViewTab({
          ...head,
          icon: tableIcon,
          className: 'deita-Snapshots-view',
          view: (
            <SnapshotsView
              model={model}
              hindrance={rights.hindranceTo('editor', table.workspaceId)}
              open={snapshot => void open(snapshot)}
              restore={snapshot => void restore(snapshot)}
              trans={trans}
            />
          ),
          args: () => ({ ...table, name: model.name }),
          owned: [model, events.hold()]
        });
        return {
          tab,
          reload: () => void model.load(),
          rename: name => {
            model.name = name;
          }
        };
      }
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [tabs];

export default plugins;
