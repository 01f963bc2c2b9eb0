import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { QueryPlaces } from '../places';
import { IDeitaNotebooks, IDeitaWorkspaces } from '../tokens';
import { NotebookCells } from './model';

const notebooks: JupyterFrontEndPlugin<IDeitaNotebooks> = {
  id: '@deita/labextension:notebooks',
  description: 'Puts cells into the current notebook, or into a new one.',
  autoStart: true,
  optional: [INotebookTracker, IDefaultFileBrowser],
  provides: IDeitaNotebooks,
  activate: (
    { commands, serviceManager, shell }: JupyterFrontEnd,
    tracker: INotebookTracker | null,
    browser: IDefaultFileBrowser | null
  ) =>
    new NotebookCells(tracker, {
      commands,
      contents: serviceManager.contents,
      kernelspecs: serviceManager.kernelspecs,
      folder: () => browser?.model.path ?? '',
      show: id => shell.activateById(id)
    })
};

const insertQuery: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:insert-query',
  description: 'Inserts a cell with a statement into the notebook.',
  autoStart: true,
  requires: [IDeitaNotebooks, IDeitaWorkspaces],
  optional: [ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    cells: IDeitaNotebooks,
    workspaces: IDeitaWorkspaces,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const places = new QueryPlaces(commands, cells, workspaces);
    const label = trans.__('Insert Query into Notebook');
    commands.addCommand(CommandIDs.insertQuery, {
      label,
      describedBy: { args: { type: 'object' } },
      execute: async ({ sql, params, workspaceId }) => {
        if (typeof sql === 'string' && typeof workspaceId === 'string') {
          await attempt(label, trans, () =>
            places.insert({ sql, workspaceId, params: params ?? {} })
          );
        }
      }
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [notebooks, insertQuery];

export default plugins;
