import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { IDeitaClient, IDeitaEvents, IDeitaWorkspaces } from '../tokens';
import { WorkspacesModel } from './model';

const workspaces: JupyterFrontEndPlugin<IDeitaWorkspaces> = {
  id: '@deita/labextension:workspaces',
  description: 'Provides the workspaces and the current one.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IStateDB],
  provides: IDeitaWorkspaces,
  activate: (
    { commands },
    client: IDeitaClient,
    events: IDeitaEvents,
    state: IStateDB
  ) => {
    const model = new WorkspacesModel(client, events, state);
    // What may be done depends on the role in the workspace.
    model.changed.connect(() => commands.notifyCommandChanged());
    return model;
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [workspaces];

export default plugins;
