import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import type { Event, Snapshot } from '../api/contract';
import { CommandIDs, tableArguments } from '../commands';
import { tableIcon } from '../icons';
import { IDeitaClient, IDeitaEvents } from '../tokens';
import { ViewTab } from '../viewtab';
import { SnapshotsModel } from './model';

const tabs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:snapshots',
  description: 'Shows the snapshots of a table; opens and restores them.',
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
    const tracker = new WidgetTracker<ViewTab>({ namespace: 'deita-snapshots' });

    commands.addCommand(CommandIDs.openSnapshots, {
      label: trans.__('Snapshots'),
      execute: async args => {
        const table = tableArguments(args);
        const id = `deita-snapshots-${table.tableId}`;
        const shown = tracker.find(tab => tab.id === id);
        if (shown !== undefined) {
          shell.activateById(id);
          return;
        }
        const { SnapshotsView } = await import('./view');
        const model = new SnapshotsModel(client, table);
        const onEvent = (_: unknown, event: Event): void => {
          if (event.type === 'tables' && event.workspace_id === table.workspaceId) {
            void model.load();
          }
        };
        events.received.connect(onEvent);
        const open = async ({ number }: Snapshot): Promise<void> => {
          const resultId = await model.resultOf(number);
          if (resultId !== null) {
            const name = `${table.name}@${String(number)}`;
            await commands.execute(CommandIDs.openResult, { resultId, name });
          }
        };
        const restore = async ({ number }: Snapshot): Promise<void> => {
          await model.restore(number);
          if (model.error === null) {
            Notification.success(
              trans.__('%1 has the rows of its snapshot %2 again.', table.name, number),
              { autoClose: 5000 }
            );
          }
        };
        const tab = new ViewTab({
          id,
          label: trans.__('%1: snapshots', table.name),
          caption: trans.__('Snapshots of %1', table.name),
          icon: tableIcon,
          className: 'deita-Snapshots-view',
          view: (
            <SnapshotsView
              model={model}
              open={snapshot => void open(snapshot)}
              restore={snapshot => void restore(snapshot)}
              trans={trans}
            />
          ),
          args: () => ({ ...table }),
          owned: [model, events.hold()]
        });
        tab.disposed.connect(() => events.received.disconnect(onEvent));
        void tracker.add(tab);
        shell.add(tab, 'main');
        shell.activateById(id);
      }
    });

    void restorer?.restore(tracker, {
      command: CommandIDs.openSnapshots,
      args: tab => tab.args,
      name: tab => tab.id
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [tabs];

export default plugins;
