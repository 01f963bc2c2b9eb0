/** The body of a grid tab: the rows with their status line, or words in their place. */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { RowSource } from '../api/client';
import { type DeitaError, isAbort, toDeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';
import type { Grid, PagedDataModel } from './grid';
import { Notice } from './notice';
import { headOf, type IRowsHead } from './source';
import { StatusLine } from './statusline';

/** Milliseconds after which waiting is worth a word. */
const NOTICEABLE = 300;

export class RowsPanel extends Widget {
  constructor(private readonly _options: RowsPanel.IOptions) {
    super();
    this.addClass('deita-RowsPanel');
    this.node.tabIndex = -1;
    this._name = _options.name;
    this.layout = new PanelLayout();
  }

  get source(): RowSource {
    return this._options.source;
  }

  /** The table's name as the server last said, or the result's. */
  get name(): string {
    return this._name;
  }

  /** The name changed. */
  get renamed(): ISignal<this, string> {
    return this._renamed;
  }

  /** Loads everything anew. Never throws: what goes wrong is shown. */
  async reload(): Promise<void> {
    this._loading?.abort();
    const loading = new AbortController();
    this._loading = loading;
    const waiting = window.setTimeout(() => {
      if (!loading.signal.aborted) {
        this._replace(new Notice({ message: `Loading ${this._name}…` }));
      }
    }, NOTICEABLE);
    try {
      await this._load(loading.signal);
    } catch (reason) {
      if (!loading.signal.aborted && !isAbort(reason)) {
        this._fail(toDeitaError(reason));
      }
    } finally {
      window.clearTimeout(waiting);
    }
  }

  /** Looks whether the rows are still the same; loads them anew where they are not. */
  async check(): Promise<void> {
    if (this._head === null || this._options.source.kind === 'result') {
      return;
    }
    try {
      const head = await this._ask();
      if (head.version !== this._head.version) {
        await this.reload();
      } else {
        this._take(head);
      }
    } catch (reason) {
      const error = toDeitaError(reason);
      // A server that is away for a moment is no reason to take rows off the screen.
      if (error.code === 'not_found') {
        this._fail(error);
      }
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._loading?.abort();
    this._model?.dispose();
    Signal.clearData(this);
    super.dispose();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    if (this._grid) {
      this._grid.activate();
    } else {
      this.node.focus();
    }
  }

  private async _load(signal: AbortSignal): Promise<void> {
    const { client, source, themes } = this._options;
    const [{ Grid, PagedDataModel }, head] = await Promise.all([
      import('./grid'),
      this._ask(signal)
    ]);
    const model = new PagedDataModel({
      columns: head.columns,
      rowCount: head.rowCount,
      fetch: (offset, limit, stop) => client.rows(source, offset, limit, stop)
    });
    try {
      await model.load();
      signal.throwIfAborted();
    } catch (reason) {
      model.dispose();
      throw reason;
    }
    this._take(head);
    const grid = new Grid({ model, label: head.name, themes });
    const widgets: Widget[] = [grid, new StatusLine(grid)];
    if (model.total === 0) {
      widgets.splice(
        1,
        0,
        new Notice({ message: 'No rows.', hint: noRowsHint(source) })
      );
    }
    const hadFocus = this.node.contains(document.activeElement);
    this._replace(...widgets);
    this._model = model;
    this._grid = grid;
    if (hadFocus) {
      grid.activate();
    }
  }

  private _ask(signal = new AbortController().signal): Promise<IRowsHead> {
    const { client, source } = this._options;
    return headOf(client, source, this._name, signal);
  }

  private _take(head: IRowsHead): void {
    this._head = head;
    if (head.name !== this._name) {
      this._name = head.name;
      this._renamed.emit(head.name);
    }
  }

  private _fail(error: DeitaError): void {
    const gone = error.code === 'not_found' || error.code === 'result_gone';
    if (gone) {
      this._head = null;
    }
    this._replace(
      new Notice({
        message:
          error.code === 'not_found' && this.source.kind === 'table'
            ? `The table “${this._name}” is not there any more.`
            : error.message,
        hint: gone && this.source.kind === 'result' ? RUN_AGAIN : error.hint,
        action: {
          label: 'Try again',
          run: () => void this.reload()
        },
        alert: true
      })
    );
  }

  /** Puts other widgets in the place of those shown. */
  private _replace(...widgets: Widget[]): void {
    const layout = this.layout as PanelLayout;
    for (const widget of [...layout.widgets]) {
      widget.dispose();
    }
    this._model?.dispose();
    this._model = null;
    this._grid = null;
    for (const widget of widgets) {
      layout.addWidget(widget);
    }
  }

  private _grid: Grid | null = null;
  private _head: IRowsHead | null = null;
  private _loading: AbortController | null = null;
  private _model: PagedDataModel | null = null;
  private _name: string;
  private readonly _renamed = new Signal<this, string>(this);
}

const RUN_AGAIN = 'Results are kept for a while only: run the cell again.';

function noRowsHint(source: RowSource): string {
  return source.kind === 'table'
    ? 'The file had column names and nothing below them.'
    : 'Nothing in the tables meets the conditions of the query.';
}

export namespace RowsPanel {
  export interface IOptions {
    client: IDeitaClient;
    source: RowSource;
    name: string;
    themes: IThemeManager | null;
  }
}
