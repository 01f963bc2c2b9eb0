import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IStatusBar, showPopup } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { IDeitaClient, IDeitaEvents, IDeitaWorkspaces } from '../tokens';
import { RunningList, StatusItem } from './item';
import { RunningModel } from './model';

const status: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:status',
  description: 'The workspace and its running queries in the status bar.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IDeitaWorkspaces],
  optional: [IStatusBar, ICommandPalette, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    workspaces: IDeitaWorkspaces,
    bar: IStatusBar | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const model = new RunningModel(client, workspaces, events);
    const item = new StatusItem({
      model,
      onClick: () => void commands.execute(CommandIDs.showRunning),
      trans
    });

    commands.addCommand(CommandIDs.showRunning, {
      label: trans.__('Show Running Queries'),
      isVisible: () => bar !== null,
      isEnabled: () => item.isAttached && workspaces.current !== null,
      execute: async () => {
        // The command palette gives the focus back first, when this has been carried out.
        await new Promise(resolve => setTimeout(resolve));
        const before = document.activeElement;
        const list = new RunningList(model, trans);
        const popup = showPopup({
          body: list,
          anchor: item,
          align: 'left',
          hasDynamicSize: true
        });
        list.node.focus();
        list.closed.connect(() => {
          popup?.dispose();
          if (before instanceof HTMLElement) {
            before.focus();
          }
        });
      }
    });
    commands.addCommand(CommandIDs.cancelRunning, {
      label: trans.__('Cancel Running Queries'),
      caption: trans.__('All of yours in the current workspace'),
      execute: () =>
        attempt(trans.__('Cancel running queries'), trans, async () => {
          await workspaces.ready();
          const count = await model.cancelAll();
          const said =
            count === 0
              ? trans.__('No query of yours runs.')
              : trans._n('%1 query is cancelled.', '%1 queries are cancelled.', count);
          Notification.info(said, { autoClose: 5000 });
        })
    });
    for (const command of [CommandIDs.showRunning, CommandIDs.cancelRunning]) {
      palette?.addItem({ command, category: trans.__('Deita') });
    }

    bar?.registerStatusItem('@deita/labextension:status', {
      item,
      align: 'left',
      rank: 100,
      isActive: () => workspaces.current !== null,
      activeStateChanged: workspaces.changed
    });
    workspaces.changed.connect(() =>
      commands.notifyCommandChanged(CommandIDs.showRunning)
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [status];

export default plugins;
