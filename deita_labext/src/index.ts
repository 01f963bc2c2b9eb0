import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import cells from './cells';
import grid from './grid';
import results from './results';

const plugins: JupyterFrontEndPlugin<unknown>[] = [...grid, ...results, ...cells];

export default plugins;
