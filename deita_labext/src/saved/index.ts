import {
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { QueryPlaces } from '../places';
import { IDeitaClient, IDeitaNotebooks, IDeitaWorkspaces } from '../tokens';
import { linked, SAVED_LINK, unlinked } from './link';

const links: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:saved-query-links',
  description: 'Opens the saved query that the page’s address names.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaWorkspaces, IDeitaNotebooks, IRouter],
  optional: [ITranslator],
  activate: (
    { commands, restored }: JupyterFrontEnd,
    client: IDeitaClient,
    workspaces: IDeitaWorkspaces,
    notebooks: IDeitaNotebooks,
    router: IRouter,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const places = new QueryPlaces(commands, notebooks, workspaces);
    commands.addCommand(CommandIDs.openLink, {
      label: trans.__('Open the Saved Query of This Address'),
      isVisible: () => false,
      execute: async () => {
        const { path, search, hash } = router.current;
        const named = linked(search ?? '');
        if (named === null) {
          return;
        }
        router.navigate(`${path}${unlinked(search ?? '')}${hash ?? ''}`, {
          skipRouting: true
        });
        const { workspaceId, savedId } = named;
        // The editor's own tabs come first, so that this one ends in front.
        await restored;
        await attempt(trans.__('Open saved query'), trans, async () => {
          const { name, sql } = await client.savedQuery(workspaceId, savedId);
          await workspaces.ready();
          workspaces.select(workspaceId);
          await places.open({ workspaceId, sql, name, savedId });
        });
      }
    });
    router.register({ command: CommandIDs.openLink, pattern: SAVED_LINK });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [links];

export default plugins;
