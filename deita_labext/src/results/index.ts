import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeitaClient, IDeitaFormats } from '../tokens';
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
  optional: [IDeitaFormats, IThemeManager, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    client: IDeitaClient,
    formats: IDeitaFormats | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    // Both are safe without trust: what they show is text and never becomes HTML.
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RESULT_TYPE],
        createRenderer: () =>
          new ResultOutput({ client, commands, formats, themes, trans })
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
