/** Ties the results that are shown to the widgets that their kernels have for them. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

import type { LiveGrids } from './livegrids';
import type { MakeOutput } from './widgetmodel';

/** The module by which kernels name the classes, and its version. */
const MODULE = '@deita/labextension';
const VERSION = '0.1.0';

/** The comm by which a kernel is asked for a result's widget. */
const COMM = 'deita.grid';

/** Asks the kernel of the notebook that `output` stands in for the widget of its result. */
export async function askForWidget(
  notebooks: INotebookTracker | null,
  output: Widget,
  key: string
): Promise<void> {
  const panel = notebooks?.find(each => each.node.contains(output.node));
  if (!panel) {
    return;
  }
  const { sessionContext } = panel;
  await sessionContext.ready;
  const kernel = sessionContext.session?.kernel;
  if (!kernel?.handleComms || output.isDisposed) {
    return;
  }
  const comm = kernel.createComm(COMM);
  await comm.open({ key }).done;
}

/** Registers the classes of the widgets, where there are widgets at all. */
export async function registerWidgets(
  app: JupyterFrontEnd,
  grids: LiveGrids,
  makeOutput: MakeOutput
): Promise<void> {
  // Asked for in this way, the rest of Deita does without ipywidgets where it must.
  const base = await import('@jupyter-widgets/base').catch(() => null);
  const registry =
    base && (await app.resolveOptionalService(base.IJupyterWidgetRegistry));
  registry?.registerWidget({
    name: MODULE,
    version: VERSION,
    exports: async () =>
      (await import('./widgetmodel')).widgetClasses(grids, makeOutput)
  });
}
