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
  activate: (_, client: IDeitaClient, events: IDeitaEvents, state: IStateDB) =>
    new WorkspacesModel(client, events, state)
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [workspaces];

export default plugins;
