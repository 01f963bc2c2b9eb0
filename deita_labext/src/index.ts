import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import api from './api';
import cells from './cells';
import grid from './grid';
import results from './results';
import tables from './tables';
import workspaces from './workspaces';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...api,
  ...workspaces,
  ...tables,
  ...grid,
  ...results,
  ...cells
];

export default plugins;
