import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IDeitaClient, IDeitaEvents } from '../tokens';
import { DeitaClient } from './client';
import { LiveEvents } from './events';

const client: JupyterFrontEndPlugin<IDeitaClient> = {
  id: '@deita/labextension:client',
  description: 'Provides the client of Deita’s service.',
  autoStart: true,
  provides: IDeitaClient,
  activate: app => new DeitaClient(app.serviceManager.serverSettings)
};

const events: JupyterFrontEndPlugin<IDeitaEvents> = {
  id: '@deita/labextension:events',
  description: 'Provides the live events of Deita’s service.',
  autoStart: true,
  requires: [IDeitaClient],
  provides: IDeitaEvents,
  activate: (_, api: IDeitaClient) => new LiveEvents(api)
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [client, events];

export default plugins;
