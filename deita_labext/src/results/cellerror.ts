/** An error under a notebook cell, with a way to have a statement mended. */
import { RenderedError } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IBrokenCell } from '../chat/cells';
import type { IDeitaModels } from '../tokens';

/** What JupyterLab keeps of an error, and the text that it shows of it. */
export const JUPYTER_ERROR = 'application/vnd.jupyter.error';
const TRACEBACK = 'application/vnd.jupyter.stderr';

/** JupyterLab's own rendering of errors; below those of Deita's cells, a button. */
export class CellError extends RenderedError {
  constructor(
    options: IRenderMime.IRendererOptions,
    private readonly _fixing: CellError.IFixing
  ) {
    super({ ...options, mimeType: TRACEBACK });
  }

  override async render(model: IRenderMime.IMimeModel): Promise<void> {
    await super.render(model);
    const error = model.data[JUPYTER_ERROR];
    if (isDeitaError(error)) {
      this._error = error.evalue;
      void this._fixing.models.ready();
      this._fixing.models.changed.connect(this._update, this);
      this._update();
    }
  }

  override dispose(): void {
    this._fixing.models.changed.disconnect(this._update, this);
    super.dispose();
  }

  protected override onAfterAttach(): void {
    this._update();
  }

  private _update(): void {
    const { models, brokenCell, fix, trans } = this._fixing;
    const possible =
      this._error !== null && models.enabled && brokenCell(this.node) !== null;
    if (!possible || this._button !== null) {
      if (!possible) {
        this._button?.remove();
        this._button = null;
      }
      return;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'deita-Result-button deita-CellError-fix';
    button.textContent = trans.__('Fix with AI');
    button.addEventListener('click', () => {
      const broken = brokenCell(this.node);
      if (broken !== null) {
        fix({ ...broken, error: this._error ?? '' });
      }
    });
    this._button = button;
    this.node.append(button);
  }

  private _button: HTMLButtonElement | null = null;
  private _error: string | null = null;
}

function isDeitaError(value: unknown): value is { evalue: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ename' in value &&
    value.ename === 'DeitaError' &&
    'evalue' in value &&
    typeof value.evalue === 'string'
  );
}

export namespace CellError {
  export interface IFixing {
    models: IDeitaModels;
    /** The statement of the cell that an element stands in; null where it has none. */
    brokenCell: (element: Node) => IBrokenCell | null;
    fix: (broken: IBrokenCell & { error: string }) => void;
    trans: TranslationBundle;
  }
}
