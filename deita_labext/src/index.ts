import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import api from './api';
import cells from './cells';
import chat from './chat';
import charts from './charts';
import grid from './grid';
import imports from './imports';
import notebooks from './notebooks';
import pages from './pages';
import profiles from './profiles';
import queries from './queries';
import results from './results';
import saved from './saved';
import snapshots from './snapshots';
import status from './status';
import tables from './tables';
import workspaces from './workspaces';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...api,
  ...workspaces,
  ...notebooks,
  ...pages,
  ...tables,
  ...profiles,
  ...status,
  ...saved,
  ...imports,
  ...snapshots,
  ...grid,
  ...results,
  ...queries,
  ...cells,
  ...chat,
  ...charts
];

export default plugins;
