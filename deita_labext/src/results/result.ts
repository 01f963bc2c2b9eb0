/** A query's result under its cell: the grid, its footer, and what can be done with it. */
import { Clipboard, type IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { CommandRegistry } from '@lumino/commands';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { ExportFormat, RowSource } from '../api/client';
import { isAbort, toDeitaError } from '../api/request';
import { CommandIDs } from '../commands';
import { downloadRows, openExportMenu } from '../exports';
import type { Grid } from '../grid/grid';
import type { GridModel } from '../grid/model';
import { Notice } from '../grid/notice';
import type { IDeitaClient } from '../tokens';
import {
  asTheyWere,
  footerText,
  type IResultBundle,
  readResult,
  RESULT_TYPE
} from './bundle';
import { HeightHandle } from './handle';

/** How many rows are shown at first, at the most and at the least. */
const ROWS = 10;
const LEAST_ROWS = 2;

/**
 * Shows the rows kept in the notebook at once; where there are more, those of the
 * server take their place. Where the server has them no longer, or does not answer,
 * the kept rows stay, and a line says so.
 */
export class ResultOutput extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly _options: ResultOutput.IOptions) {
    super();
    this.addClass('deita-Result');
    this.layout = new PanelLayout();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._clear();
    const bundle = readResult(model.data[RESULT_TYPE]);
    if (!bundle) {
      this._panel.addWidget(
        new Notice({
          message: 'This result cannot be read.',
          hint: 'Run the cell again.'
        })
      );
      return;
    }
    const loading = new AbortController();
    this._loading = loading;
    const { Grid, StaticDataModel } = await import('../grid/grid');
    if (this.isDisposed || loading.signal.aborted) {
      return;
    }
    this._build(bundle, new StaticDataModel(bundle.columns, bundle.rows), Grid);
    if (bundle.row_count === null || bundle.row_count > bundle.rows.length) {
      await this._fetch(bundle, loading.signal);
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._clear();
    super.dispose();
  }

  protected override onAfterAttach(): void {
    this._fitHeight();
  }

  private get _panel(): PanelLayout {
    return this.layout as PanelLayout;
  }

  private _build(
    bundle: IResultBundle,
    model: GridModel,
    GridClass: typeof Grid
  ): void {
    const grid = new GridClass({
      model,
      label: bundle.name ? `Result ${bundle.name}` : 'Result',
      themes: this._options.themes
    });
    this._grid = grid;
    this._model = model;
    this._handle = new HeightHandle(grid.node, () => grid.heightFor(LEAST_ROWS));
    const handle = new Widget({ node: this._handle.node });

    const footer = document.createElement('div');
    footer.className = 'deita-Result-footer';
    this._summary = document.createElement('span');
    this._summary.className = 'deita-Result-summary';
    this._summary.textContent = footerText(bundle, bundle.row_count);
    footer.append(
      this._summary,
      this._button('Export', button => {
        openExportMenu(button, format => void this._export(bundle, format));
      }),
      this._button('Copy SQL', button => {
        Clipboard.copyToSystem(bundle.sql);
        button.textContent = 'Copied';
        window.setTimeout(() => (button.textContent = 'Copy SQL'), 1500);
      }),
      this._button('Open in tab', () =>
        this._options.commands.execute(CommandIDs.openResult, {
          resultId: bundle.result_id,
          name: bundle.name ?? 'Result'
        })
      )
    );
    this._note = document.createElement('div');
    this._note.className = 'deita-Result-note';
    this._note.setAttribute('role', 'status');

    this._panel.addWidget(grid);
    this._panel.addWidget(handle);
    this._panel.addWidget(new Widget({ node: this._note }));
    this._panel.addWidget(new Widget({ node: footer }));
    this._fitHeight();
  }

  /** Puts the server's rows in the place of those kept. Never throws. */
  private async _fetch(bundle: IResultBundle, signal: AbortSignal): Promise<void> {
    const { PagedDataModel } = await import('../grid/grid');
    const source = sourceOf(bundle);
    const model = new PagedDataModel({
      columns: bundle.columns,
      rowCount: bundle.row_count,
      fetch: (offset, limit, stop) =>
        this._options.client.rows(source, offset, limit, stop)
    });
    try {
      await model.load();
      signal.throwIfAborted();
    } catch (reason) {
      model.dispose();
      if (!signal.aborted && !isAbort(reason)) {
        this._sayAsTheyWere(bundle, toDeitaError(reason).unreachable);
      }
      return;
    }
    const kept = this._model;
    this._model = model;
    if (this._grid) {
      this._grid.model = model;
    }
    kept?.dispose();
    const update = (): void => {
      this._summary?.replaceChildren(footerText(bundle, model.total));
      this._fitHeight();
    };
    model.stateChanged.connect(update);
    update();
  }

  private _sayAsTheyWere(bundle: IResultBundle, again: boolean): void {
    if (!this._note) {
      return;
    }
    this._note.textContent = asTheyWere(bundle.rows.length, bundle.row_count);
    if (again) {
      this._note.append(
        ' The server does not answer. ',
        this._button('Try again', () => {
          this._note?.replaceChildren();
          return this._fetch(bundle, (this._loading ??= new AbortController()).signal);
        })
      );
    }
  }

  /** Downloads all rows; where the server has none, a line says so instead. */
  private async _export(bundle: IResultBundle, format: ExportFormat): Promise<void> {
    const { client } = this._options;
    try {
      await client.result(bundle.result_id);
    } catch (reason) {
      const { message, hint } = toDeitaError(reason);
      this._note?.replaceChildren(`${message} ${hint ?? 'Run the cell again.'}`);
      return;
    }
    downloadRows(client, sourceOf(bundle), bundle.name ?? 'result', format);
  }

  private _button(
    label: string,
    run: (button: HTMLButtonElement) => unknown
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.className = 'deita-Result-button';
    button.textContent = label;
    button.addEventListener('click', () => void run(button));
    return button;
  }

  private _fitHeight(): void {
    const { _grid: grid, _model: model } = this;
    if (grid && model && this.isAttached && !this._handle?.used) {
      const rows = Math.max(LEAST_ROWS, Math.min(ROWS, model.known));
      grid.node.style.height = `${grid.heightFor(rows)}px`;
    }
  }

  private _clear(): void {
    this._loading?.abort();
    for (const widget of [...this._panel.widgets]) {
      widget.dispose();
    }
    this._model?.dispose();
    this._grid = null;
    this._handle = null;
    this._model = null;
    this._note = null;
    this._summary = null;
  }

  private _grid: Grid | null = null;
  private _handle: HeightHandle | null = null;
  private _loading: AbortController | null = null;
  private _model: GridModel | null = null;
  private _note: HTMLElement | null = null;
  private _summary: HTMLElement | null = null;
}

function sourceOf(bundle: IResultBundle): RowSource {
  return { kind: 'result', resultId: bundle.result_id };
}

export namespace ResultOutput {
  export interface IOptions {
    client: IDeitaClient;
    commands: CommandRegistry;
    themes: IThemeManager | null;
  }
}
