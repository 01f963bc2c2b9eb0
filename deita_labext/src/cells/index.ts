import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';

import { lazySqlCells } from './lazysql';

const highlighting: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:sql-cells',
  description: 'Highlights SQL in cells that begin with %%deita.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (_, extensions: IEditorExtensionRegistry) => {
    extensions.addExtension({
      name: 'deita:sql-cells',
      // Cells and consoles are inline; files are not, and have no magics.
      factory: ({ inline }) =>
        inline ? EditorExtensionRegistry.createImmutableExtension(lazySqlCells()) : null
    });
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [highlighting];

export default plugins;
