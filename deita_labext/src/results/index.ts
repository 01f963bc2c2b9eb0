import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { IDeitaClient } from '../tokens';
import { ERROR_TYPE, RESULT_TYPE } from './bundle';
import { ErrorOutput } from './error';
import { ResultOutput } from './result';

/** Lower comes first: before the HTML of the same bundle, which has 50. */
const RANK = 10;

const outputs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:results',
  description: 'Shows results and SQL errors under notebook cells.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IDeitaClient],
  optional: [IThemeManager],
  activate: (
    { commands }: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    client: IDeitaClient,
    themes: IThemeManager | null
  ) => {
    // Both are safe without trust: what they show is text and never becomes HTML.
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RESULT_TYPE],
        createRenderer: () => new ResultOutput({ client, commands, themes })
      },
      RANK
    );
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [ERROR_TYPE],
        createRenderer: () => new ErrorOutput()
      },
      RANK
    );
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [outputs];

export default plugins;
