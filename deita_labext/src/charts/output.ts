/** A chart under its cell, in JupyterLab's theme. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { ChartView } from './chartview';
import { VEGALITE_TYPE } from './mimetypes';
import type { Spec } from './spec';

/** Draws the specification that stands in its bundle. */
export class ChartOutput extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly _options: ChartView.IOptions) {
    super();
    this.addClass('deita-ChartOutput');
    this.layout = new PanelLayout();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { ChartView } = await import('./chartview');
    const spec = model.data[VEGALITE_TYPE];
    if (this.isDisposed || typeof spec !== 'object' || Array.isArray(spec)) {
      return;
    }
    if (!this._view) {
      this._view = new ChartView(this._options);
      (this.layout as PanelLayout).addWidget(this._view);
    }
    this._view.spec = spec as Spec | null;
    await this._view.drawn;
  }

  private _view: ChartView | null = null;
}
