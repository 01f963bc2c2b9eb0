import {
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { OPEN_LINK, opened } from './address';

const pages: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:pages',
  description: 'Opens the tab that the page’s address names.',
  autoStart: true,
  requires: [IRouter],
  optional: [ITranslator],
  activate: (
    { commands, restored }: JupyterFrontEnd,
    router: IRouter,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const label = trans.__('Open What This Address Names');
    commands.addCommand(CommandIDs.openAddress, {
      label,
      isVisible: () => false,
      execute: async () => {
        const { path, search, hash } = router.current;
        const named = opened(hash ?? '');
        router.navigate(`${path}${search ?? ''}`, { skipRouting: true });
        if (named !== null) {
          // The tabs that were open come first, so that this one ends in front.
          await restored;
          await attempt(label, trans, () =>
            commands.execute(named.command, named.args)
          );
        }
      }
    });
    router.register({ command: CommandIDs.openAddress, pattern: OPEN_LINK });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [pages];

export default plugins;
