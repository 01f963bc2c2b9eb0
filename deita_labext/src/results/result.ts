/** A query's result under its cell: the grid, its footer, and what can be done with it. */
import { Clipboard, type IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { ExportFormat, RowSource } from '../api/client';
import type { View } from '../api/contract';
import { isAbort, toDeitaError } from '../api/request';
import { CommandIDs } from '../commands';
import { errorWords } from '../errorwords';
import { downloadRows } from '../exports';
import { askMenu, chartOf, exportMenu, followAsking, sqlMenu } from '../grid/toolbar';
import type { GridPanel } from '../grid/gridpanel';
import { Notice } from '../grid/notice';
import type { IDeitaClient, IDeitaFormats } from '../tokens';
import {
  asTheyWere,
  footerText,
  type IResultBundle,
  readResult,
  RESULT_TYPE
} from './bundle';
import { GridSide } from './gridside';
import { HeightHandle } from './handle';
import type { LiveGrids } from './livegrids';

/** Milliseconds of rest after which a changed width changes the height. */
const REST = 120;
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
    const { trans } = this._options;
    const bundle = readResult(model.data[RESULT_TYPE]);
    if (!bundle) {
      this._panel.addWidget(
        new Notice({
          message: trans.__('This result cannot be read.'),
          hint: trans.__('Run the cell again.')
        })
      );
      return;
    }
    const loading = new AbortController();
    this._loading = loading;
    const { GridPanel } = await import('../grid/gridpanel');
    if (this.isDisposed || loading.signal.aborted) {
      return;
    }
    const { client, formats, themes } = this._options;
    const grid = new GridPanel({
      client,
      source: sourceOf(bundle),
      columns: bundle.columns,
      rowCount: bundle.row_count,
      label: bundle.name ? trans.__('Result %1', bundle.name) : trans.__('Result'),
      kept: bundle.rows,
      compact: true,
      emptyHint: trans.__('Nothing in the tables meets the conditions of the query.'),
      formats,
      themes,
      trans
    });
    this._build(bundle, grid);
    if (bundle.key) {
      this._live = this._options.live?.addGrid(bundle.key, new GridSide(grid)) ?? null;
      this._options.askForWidget?.(this, bundle.key);
    }
    if (bundle.row_count === null || bundle.row_count > bundle.rows.length) {
      await this._fetch(bundle, grid, loading.signal);
    }
  }

  /** The grid; null where there is none. */
  get grid(): GridPanel | null {
    return this._grid;
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
    // A narrower place may have a scroll bar, and buttons in two lines.
    this._widened = new ResizeObserver(() => {
      const { clientWidth: width } = this.node;
      if (width !== this._width) {
        this._width = width;
        // Once all is at rest: while a theme is changed, nothing is as high as it will be.
        window.clearTimeout(this._resting);
        this._resting = window.setTimeout(() => this._fitHeight(), REST);
      }
    });
    this._widened.observe(this.node);
  }

  protected override onBeforeDetach(): void {
    this._widened?.disconnect();
    window.clearTimeout(this._resting);
  }

  private get _panel(): PanelLayout {
    return this.layout as PanelLayout;
  }

  private _build(bundle: IResultBundle, grid: GridPanel): void {
    const { client, commands, trans } = this._options;
    this._grid = grid;
    this._handle = new HeightHandle(
      grid.node,
      () => grid.heightFor(LEAST_ROWS),
      this._options.trans
    );
    const handle = new Widget({ node: this._handle.node });

    const footer = document.createElement('div');
    footer.className = 'deita-Result-footer';
    this._summary = document.createElement('span');
    this._summary.className = 'deita-Result-summary';
    this._summary.textContent = footerText(bundle, bundle.row_count, trans);
    const name = bundle.name ?? 'Result';
    const chart = chartOf(commands, grid, name);
    const ask = this._button(trans.__('Ask AI'), button =>
      askMenu(button, { client, commands, source: grid.source, trans })
    );
    // Whether there is a model is asked for only now, and known a moment later.
    this._asking = followAsking(commands, grid.source, can => {
      ask.hidden = !can;
    });
    footer.append(
      this._summary,
      this._button(trans.__('Search'), () => grid.openSearch()),
      ...(chart ? [this._button(trans.__('Chart'), chart)] : []),
      this._button(trans.__('Export'), button => {
        exportMenu(button, grid, trans, (format, view) =>
          this._export(bundle, format, view)
        );
      }),
      this._button(trans.__('Copy SQL'), button => {
        Clipboard.copyToSystem(bundle.sql);
        button.textContent = trans.__('Copied');
        window.setTimeout(() => (button.textContent = trans.__('Copy SQL')), 1500);
      }),
      this._button(trans.__('As SQL'), button => {
        sqlMenu(button, { client, commands, grid, name, trans });
      }),
      ask,
      this._button(trans.__('Open in tab'), () =>
        commands.execute(CommandIDs.openResult, {
          resultId: bundle.result_id,
          name,
          state: grid.state
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
    grid.rowsChanged.connect(() => {
      this._summary?.replaceChildren(footerText(bundle, grid.counts.all, trans));
      this._fitHeight();
    });
    this._fitHeight();
  }

  /** Puts the server's rows in the place of those kept. Never throws. */
  private async _fetch(
    bundle: IResultBundle,
    grid: GridPanel,
    signal: AbortSignal
  ): Promise<void> {
    try {
      await grid.load(signal);
    } catch (reason) {
      if (!signal.aborted && !isAbort(reason)) {
        this._sayAsTheyWere(bundle, grid, toDeitaError(reason).unreachable);
      }
    }
  }

  private _sayAsTheyWere(bundle: IResultBundle, grid: GridPanel, again: boolean): void {
    if (!this._note) {
      return;
    }
    const { trans } = this._options;
    this._note.textContent = asTheyWere(
      bundle.rows.length,
      bundle.row_count,
      this._options.trans
    );
    if (again) {
      this._note.append(
        ` ${trans.__('The server does not answer.')} `,
        this._button(trans.__('Try again'), () => {
          this._note?.replaceChildren();
          const { signal } = (this._loading ??= new AbortController());
          return this._fetch(bundle, grid, signal);
        })
      );
    }
  }

  /** Downloads rows; where the server has none, a line says so instead. */
  private async _export(
    bundle: IResultBundle,
    format: ExportFormat,
    view: View
  ): Promise<void> {
    const { client, trans } = this._options;
    try {
      await client.result(bundle.result_id);
    } catch (reason) {
      const { message, hint } = errorWords(reason, trans);
      this._note?.replaceChildren(
        `${message} ${hint ?? trans.__('Run the cell again.')}`
      );
      return;
    }
    downloadRows(client, sourceOf(bundle), bundle.name ?? 'result', format, view);
  }

  private _button(
    label: string,
    run: (button: HTMLButtonElement) => unknown
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.className = 'deita-Grid-button';
    button.textContent = label;
    button.addEventListener('click', () => void run(button));
    return button;
  }

  private _fitHeight(): void {
    const { _grid: grid } = this;
    if (grid?.grid && this.isAttached && !this._handle?.used) {
      const known = grid.grid.model.known;
      const rows = Math.max(LEAST_ROWS, Math.min(ROWS, known));
      grid.node.style.height = `${grid.heightFor(rows)}px`;
    }
  }

  private _clear(): void {
    this._loading?.abort();
    this._live?.dispose();
    this._asking?.dispose();
    for (const widget of [...this._panel.widgets]) {
      widget.dispose();
    }
    this._grid = null;
    this._handle = null;
    this._note = null;
    this._summary = null;
  }

  private _grid: GridPanel | null = null;
  private _handle: HeightHandle | null = null;
  /** Follows whether a model can be asked. */
  private _asking: IDisposable | null = null;
  private _live: IDisposable | null = null;
  private _loading: AbortController | null = null;
  private _note: HTMLElement | null = null;
  private _summary: HTMLElement | null = null;
  private _widened: ResizeObserver | null = null;
  private _resting = 0;
  private _width = 0;
}

function sourceOf(bundle: IResultBundle): RowSource {
  return { kind: 'result', resultId: bundle.result_id };
}

export namespace ResultOutput {
  export interface IOptions {
    client: IDeitaClient;
    commands: CommandRegistry;
    formats: IDeitaFormats | null;
    /** Where kernels' widgets find the grids that are shown. */
    live?: LiveGrids;
    /** Has the kernel make the widget of what is shown. */
    askForWidget?: (output: Widget, key: string) => void;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}
