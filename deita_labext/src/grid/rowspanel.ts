/** The body of a grid tab: the rows with all that belongs to them, or words in their place. */
import type { IThemeManager } from '@jupyterlab/apputils';
import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { RowSource } from '../api/client';
import { type DeitaError, isAbort, toDeitaError } from '../api/request';
import { errorWords } from '../errorwords';
import { Freshness } from '../freshness';
import type { IDeitaClient, IDeitaFormats } from '../tokens';
import type { GridPanel, IGridState } from './gridpanel';
import { Notice } from './notice';
import { headOf, type IRowsHead } from './source';

/** Milliseconds after which waiting is worth a word. */
const NOTICEABLE = 300;

export class RowsPanel extends Widget {
  constructor(private readonly _options: RowsPanel.IOptions) {
    super();
    this.addClass('deita-RowsPanel');
    this.node.tabIndex = -1;
    this._name = _options.name;
    this._state = _options.state;
    this._trans = _options.trans ?? nullTranslator.load('deita');
    this.layout = new PanelLayout();
    this._freshness = new Freshness(this, () =>
      this._head === null ? this.reload() : this.check()
    );
  }

  /** The workspace of the rows, once that is known. */
  get workspaceId(): string | undefined {
    return this._head?.workspaceId;
  }

  get source(): RowSource {
    return this._options.source;
  }

  /** The table's name as the server last said, or the result's. */
  get name(): string {
    return this._name;
  }

  /** The grid; null while there is none. */
  get panel(): GridPanel | null {
    return this._panel;
  }

  /** What is seen, and how: to be had again with the same rows. */
  get state(): IGridState | undefined {
    return this._panel?.state ?? this._state;
  }

  /** Another grid, or none, is shown. */
  get panelChanged(): ISignal<this, void> {
    return this._panelChanged;
  }

  /** What is seen, or how, changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** The name changed. */
  get renamed(): ISignal<this, string> {
    return this._renamed;
  }

  /** The rows may be others now: looks, as soon as they are seen. */
  touch(): void {
    this._freshness.touch();
  }

  /** The table has another name. */
  rename(name: string): void {
    if (name !== this._name) {
      this._name = name;
      this._renamed.emit(name);
    }
  }

  /** Loads everything anew. Never throws: what goes wrong is shown. */
  async reload(): Promise<void> {
    this._loading?.abort();
    const loading = new AbortController();
    this._loading = loading;
    const waiting = window.setTimeout(() => {
      if (!loading.signal.aborted) {
        this._replace(
          new Notice({
            message: this._trans.__('Loading %1…', this._name),
            actions: [{ label: this._trans.__('Stop'), run: () => this._stop() }]
          })
        );
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

  /**
   * Looks whether the rows are still the same; loads them anew where they are not. Asks again for
   * those that did not come.
   */
  async check(): Promise<void> {
    this._panel?.retry();
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
    Signal.clearData(this);
    super.dispose();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    if (this._panel) {
      this._panel.activate();
    } else {
      this.node.focus();
    }
  }

  private async _load(signal: AbortSignal): Promise<void> {
    const { client, formats, source, themes } = this._options;
    const [{ GridPanel }, head] = await Promise.all([
      import('./gridpanel'),
      this._ask(signal)
    ]);
    const { state } = this;
    const panel = new GridPanel({
      client,
      source,
      columns: head.columns,
      rowCount: head.rowCount,
      label: head.name,
      state,
      emptyHint: this._noRowsHint(),
      formats,
      themes,
      trans: this._trans
    });
    try {
      await panel.load(signal);
      signal.throwIfAborted();
    } catch (reason) {
      panel.dispose();
      throw reason;
    }
    this._take(head);
    const hadFocus = this.node.contains(document.activeElement);
    const latest = this.state;
    this._replace(panel);
    this._panel = panel;
    if (latest && JSON.stringify(latest) !== JSON.stringify(state)) {
      // Meanwhile the rows before were sorted, filtered or laid out in another way.
      panel.state = latest;
    }
    panel.stateChanged.connect(() => {
      this._stateChanged.emit();
    });
    this._panelChanged.emit();
    if (hadFocus) {
      panel.activate();
    }
  }

  /** Waits for the rows no longer. */
  private _stop(): void {
    this._loading?.abort();
    this._replace(
      new Notice({
        message: this._trans.__('The rows are not loaded.'),
        actions: [{ label: this._trans.__('Load'), run: () => void this.reload() }]
      })
    );
  }

  private _ask(signal = new AbortController().signal): Promise<IRowsHead> {
    const { client, source } = this._options;
    return headOf(client, source, this._name, signal);
  }

  private _take(head: IRowsHead): void {
    this._head = head;
    this.rename(head.name);
  }

  private _fail(error: DeitaError): void {
    const { message, hint } = errorWords(error, this._trans);
    const gone = error.code === 'not_found' || error.code === 'result_gone';
    if (gone) {
      this._head = null;
    }
    this._replace(
      new Notice({
        message:
          error.code === 'not_found' && this.source.kind === 'table'
            ? this._trans.__('The table “%1” is not there any more.', this._name)
            : message,
        hint:
          gone && this.source.kind === 'result'
            ? this._trans.__('Results are kept for a while only: run the query again.')
            : hint,
        actions: [
          { label: this._trans.__('Try Again'), run: () => void this.reload() }
        ],
        alert: true
      })
    );
  }

  /** Puts other widgets in the place of those shown. */
  private _replace(...widgets: Widget[]): void {
    const layout = this.layout as PanelLayout;
    if (this._panel) {
      this._state = this._panel.state;
      this._panel = null;
      this._panelChanged.emit();
    }
    for (const widget of [...layout.widgets]) {
      widget.dispose();
    }
    for (const widget of widgets) {
      layout.addWidget(widget);
    }
  }

  private _noRowsHint(): string {
    return this.source.kind === 'table'
      ? this._trans.__('The file had column names and nothing below them.')
      : this._trans.__('Nothing in the tables meets the conditions of the query.');
  }

  private readonly _freshness: Freshness;
  private _head: IRowsHead | null = null;
  private _loading: AbortController | null = null;
  private _name: string;
  private _panel: GridPanel | null = null;
  private readonly _panelChanged = new Signal<this, void>(this);
  private readonly _renamed = new Signal<this, string>(this);
  private _state: IGridState | undefined;
  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _trans: TranslationBundle;
}

export namespace RowsPanel {
  export interface IOptions {
    client: IDeitaClient;
    source: RowSource;
    name: string;
    themes: IThemeManager | null;
    /** What was seen before, and how. */
    state?: IGridState | undefined;
    formats?: IDeitaFormats | null | undefined;
    trans?: TranslationBundle | undefined;
  }
}
