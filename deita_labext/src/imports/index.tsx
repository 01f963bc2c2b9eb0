import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { CommandIDs } from '../commands';
import { fileIcon, tableIcon } from '../icons';
import { inTab } from '../pages/address';
import { addTableTab } from '../tabletab';
import { IDeitaClient, IDeitaEvents, IDeitaTables, IDeitaWorkspaces } from '../tokens';
import { ViewTab } from '../viewtab';
import { Rights } from '../workspaces/rights';
import { ReportModel } from './report';
import { argumentsOf, targetOf } from './target';

const importing: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:imports',
  description: 'Shows how a file is read before a table is made of it.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IDeitaTables, IDeitaWorkspaces],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    tables: IDeitaTables,
    workspaces: IDeitaWorkspaces,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const tracker = new WidgetTracker<ViewTab>({ namespace: 'deita-imports' });
    const rights = new Rights(workspaces, trans);

    rights.guard(commands).addCommand(CommandIDs.openImport, {
      label: trans.__('Import'),
      execute: inTab(CommandIDs.openImport, async args => {
        const target = targetOf(args);
        const { fileId, fileName, mode, table, workspaceId } = target;
        const id = `deita-import-${fileId}-${mode}-${table?.id ?? ''}`;
        // What was asked anew goes before what is open.
        tracker.find(tab => tab.id === id)?.dispose();
        const [{ ImportView }, { ImportModel }, { ImportRun }] = await Promise.all([
          import('./view'),
          import('./model'),
          import('./run')
        ]);
        const model = new ImportModel(client, target);
        const run = new ImportRun(() => model.confirm(), tables, client);
        const tab = new ViewTab({
          id,
          label: trans.__('Import %1', fileName),
          caption: trans.__('How %1 is read', fileName),
          icon: fileIcon,
          className: 'deita-Import',
          view: (
            <ImportView
              model={model}
              run={run}
              hindrance={rights.hindranceTo('editor', workspaceId)}
              close={() => tab.close()}
              trans={trans}
            />
          ),
          args: () =>
            argumentsOf({ ...target, name: model.name, options: model.options }),
          owned: [run, model, events.hold()]
        });
        model.changed.connect(() => void tracker.save(tab));
        run.done.connect((_, made) => {
          tab.close();
          const [first] = made;
          if (first !== undefined) {
            const { id: tableId, name } = first;
            void commands.execute(CommandIDs.openTable, { workspaceId, tableId, name });
          }
        });
        void tracker.add(tab);
        shell.add(tab, 'main');
        shell.activateById(id);
      })
    });

    void restorer?.restore(tracker, {
      command: CommandIDs.openImport,
      args: tab => tab.args,
      name: tab => tab.id
    });
  }
};

const reports: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:reports',
  description: 'Shows what became of each line of a table’s file.',
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
      command: CommandIDs.openReport,
      label: trans.__('Report'),
      name: 'deita-report',
      entitle: name => ({
        label: trans.__('%1: report', name),
        caption: trans.__('How %1 was read', name)
      }),
      build: async (table, head) => {
        const { ReportView } = await import('./reportview');
        const model = new ReportModel(client, table);
        const tab = new ViewTab({
          ...head,
          icon: tableIcon,
          className: 'deita-Report-view',
          view: (
            <ReportView
              model={model}
              hindrance={rights.hindranceTo('editor', table.workspaceId)}
              changeReading={() =>
                void app.commands.execute(CommandIDs.importAgain, {
                  ...table,
                  name: model.name
                })
              }
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

const plugins: JupyterFrontEndPlugin<unknown>[] = [importing, reports];

export default plugins;
