import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { errorText } from '../errorwords';
import { SqlCatalog } from '../sql/catalog';
import { type IMagicCell, readCell } from '../sql/magic';
import { IDeitaClient, IDeitaEvents, IDeitaWorkspaces } from '../tokens';
import { SqlCompletions } from './completions';
import { lazySqlCells } from './lazysql';
import { CellContext } from './sql';
import { checkedCells } from './underlining';

const cells: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:sql-cells',
  description: 'SQL in cells that begin with %%deita: highlighted, completed, checked.',
  autoStart: true,
  requires: [IEditorExtensionRegistry, IDeitaClient, IDeitaEvents, IDeitaWorkspaces],
  optional: [
    INotebookTracker,
    ICompletionProviderManager,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    { commands }: JupyterFrontEnd,
    extensions: IEditorExtensionRegistry,
    client: IDeitaClient,
    live: IDeitaEvents,
    workspaces: IDeitaWorkspaces,
    notebooks: INotebookTracker | null,
    completers: ICompletionProviderManager | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const context = new CellContext(notebooks, workspaces, client);
    extensions.addExtension({
      name: 'deita:sql-cells',
      // Cells and consoles are inline; files are not, and have no magics.
      factory: ({ inline }) =>
        inline
          ? EditorExtensionRegistry.createImmutableExtension([
              lazySqlCells(),
              checkedCells(
                (signal, text, view) => context.check(signal, text, view.dom),
                live
              )
            ])
          : null
    });
    completers?.registerProvider(
      new SqlCompletions(new SqlCatalog(client, live), context, trans)
    );

    const active = (): IMagicCell | null =>
      readCell(notebooks?.activeCell?.model.sharedModel.getSource() ?? '');
    commands.addCommand(CommandIDs.formatCell, {
      label: trans.__('Format SQL in Cell'),
      caption: trans.__('Lay the SQL of the active cell out for reading'),
      isEnabled: () => active() !== null,
      execute: async () => {
        const cell = active();
        const model = notebooks?.activeCell?.model.sharedModel;
        if (cell === null || !model || cell.sql.trim() === '') {
          return;
        }
        const before = model.getSource();
        try {
          const sources = context.sources(null);
          const workspaceId = await context.workspaceOf(cell, sources);
          if (workspaceId === null) {
            return;
          }
          const { body } = cell;
          const { sql } = await client.format(workspaceId, body);
          if (model.getSource() === before && sql !== body) {
            model.setSource(`${cell.magic}\n${sql}`);
          }
        } catch (reason) {
          Notification.warning(
            trans.__('Not formatted: %1', errorText(reason, trans)),
            { autoClose: 6000 }
          );
        }
      }
    });
    palette?.addItem({ command: CommandIDs.formatCell, category: trans.__('Deita') });
    notebooks?.activeCellChanged.connect(() =>
      commands.notifyCommandChanged(CommandIDs.formatCell)
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [cells];

export default plugins;
