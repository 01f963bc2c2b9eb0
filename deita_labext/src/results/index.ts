import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { brokenCell } from '../chat/cells';
import { CommandIDs } from '../commands';
import { workspaceOf } from '../sql/magic';
import { IDeitaClient, IDeitaFormats, IDeitaModels, IDeitaWorkspaces } from '../tokens';
import { ERROR_TYPE, RESULT_TYPE } from './bundle';
import { CellError, JUPYTER_ERROR } from './cellerror';
import { ErrorOutput } from './error';
import { LiveGrids } from './livegrids';
import { ResultOutput } from './result';
import { askForWidget, registerWidgets } from './widgets';

/** Lower comes first: before the HTML of the same bundle, which has 50. */
const RANK = 10;

const outputs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:results',
  description: 'Shows results and SQL errors under notebook cells.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IDeitaClient],
  optional: [INotebookTracker, IDeitaFormats, IThemeManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    client: IDeitaClient,
    notebooks: INotebookTracker | null,
    formats: IDeitaFormats | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const live = new LiveGrids();
    const options = { client, commands: app.commands, formats, live, themes, trans };
    // Both are safe without trust: what they show is text and never becomes HTML.
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RESULT_TYPE],
        createRenderer: () =>
          new ResultOutput({
            ...options,
            askForWidget: (output, key) => {
              // A kernel that is gone has no widget; its result is shown all the same.
              askForWidget(notebooks, output, key).catch(() => undefined);
            }
          })
      },
      RANK
    );
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [ERROR_TYPE],
        createRenderer: () => new ErrorOutput(trans)
      },
      RANK
    );
    void registerWidgets(app, live, (shown, key) => {
      const output = new ResultOutput(options);
      const data = { version: 1, rows: [], key, ...shown };
      void output.renderModel(new MimeModel({ data: { [RESULT_TYPE]: data } }));
      return output;
    });
  }
};

/** Before JupyterLab's text of an error, which has 110. */
const ERROR_RANK = 100;

const errors: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:cell-errors',
  description: 'Offers to have a statement mended, below its error under a cell.',
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker, IDeitaModels, IDeitaWorkspaces],
  optional: [ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    notebooks: INotebookTracker,
    models: IDeitaModels,
    workspaces: IDeitaWorkspaces,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const fix: CellError.IFixing['fix'] = ({ cellId, sql, workspace, error }) =>
      void workspaces.ready().then(() => {
        const { id: workspaceId } =
          workspaceOf(workspace, workspaces.items) ?? workspaces.current ?? {};
        return commands.execute(CommandIDs.fixWithAi, {
          workspaceId,
          sql,
          error,
          target: 'cell',
          targetId: cellId
        });
      });
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [JUPYTER_ERROR],
        createRenderer: options =>
          new CellError(options, {
            models,
            brokenCell: element => brokenCell(notebooks, element),
            fix,
            trans
          })
      },
      ERROR_RANK
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [outputs, errors];

export default plugins;
