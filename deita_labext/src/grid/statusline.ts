/** The line below a grid: how many rows are seen of how many, how long it took, which are in view. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { errorWords } from '../errorwords';
import type { Grid } from './grid';

/** What the line tells besides what the grid knows itself. */
export interface IStatus {
  /** Rows there are without filters; null while that is not known. */
  all: number | null;
  /** Whether a filter or a search leaves rows out. */
  filtered: boolean;
  /** Milliseconds to the first page; null where nothing was asked. */
  elapsed: number | null;
  /** What is under way, in words; null where nothing is. */
  busy: string | null;
  stop: () => void;
}

/** `9 ms`, `1.2 s`. */
export function elapsedText(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `336,776 rows`, `8,122 of 336,776 rows`; with a plus while more are found. */
export function rowsText(
  known: number,
  total: number | null,
  { all, filtered }: Pick<IStatus, 'all' | 'filtered'>,
  trans: TranslationBundle
): string {
  const seen = `${known.toLocaleString()}${total === null ? '+' : ''}`;
  if (filtered && all !== null) {
    return trans.__('%1 of %2 rows', seen, all.toLocaleString());
  }
  return total === 1 ? trans.__('1 row') : trans.__('%1 rows', seen);
}

export class StatusLine extends Widget {
  constructor(
    private readonly _grid: Grid,
    private readonly _status: () => IStatus,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('deita-StatusLine');
    this._rows = span('deita-StatusLine-rows');
    this._busy = span('deita-StatusLine-busy');
    this._busy.setAttribute('role', 'status');
    this._error = span('deita-StatusLine-error');
    this._error.setAttribute('role', 'alert');
    this._view = span('deita-StatusLine-view');
    this.node.append(this._rows, this._busy, this._error, this._view);
    _grid.rowsInViewChanged.connect(this.refresh, this);
    _grid.modelChanged.connect(this._follow, this);
    _grid.arrangement.changed.connect(this.refresh, this);
    this._follow();
  }

  /** Says what is so now. */
  refresh(): void {
    if (this.isDisposed) {
      return;
    }
    const { model, rowsInView, arrangement } = this._grid;
    const trans = this._trans;
    const status = this._status();
    const { columns } = model;
    const shown = arrangement.shown.length;
    this._rows.textContent = [
      rowsText(model.known, model.total, status, trans),
      shown < columns.length
        ? trans.__('%1 of %2 columns', shown, columns.length)
        : columns.length === 1
          ? trans.__('1 column')
          : trans.__('%1 columns', columns.length.toLocaleString()),
      ...(status.elapsed === null ? [] : [elapsedText(status.elapsed)]),
      ...(status.filtered ? [trans.__('export gives all')] : [])
    ].join(' · ');
    this._view.textContent = rowsInView
      ? trans.__(
          'row %1–%2',
          (rowsInView.firstRow + 1).toLocaleString(),
          (rowsInView.lastRow + 1).toLocaleString()
        )
      : '';
    this._showBusy(status);
    this._showError(model.error);
  }

  private _follow(): void {
    this._grid.model.stateChanged.connect(this.refresh, this);
    this.refresh();
  }

  private _showBusy({ busy, stop }: IStatus): void {
    if (busy === this._said) {
      return;
    }
    this._said = busy;
    this._busy.replaceChildren(
      ...(busy === null ? [] : [`${busy} `, button(this._trans.__('Stop'), stop)])
    );
  }

  private _showError(error: Error | null): void {
    if (error && !this._error.hasChildNodes()) {
      const { message } = errorWords(error, this._trans);
      const words = span('deita-StatusLine-words');
      words.textContent = this._trans.__('Some rows did not come: %1', message);
      words.title = words.textContent;
      this._error.append(
        words,
        button(this._trans.__('Try again'), () => {
          this._grid.model.retry();
          this._grid.activate();
        })
      );
    } else if (!error) {
      this._error.replaceChildren();
    }
  }

  private readonly _busy: HTMLElement;
  private readonly _error: HTMLElement;
  private readonly _rows: HTMLElement;
  private _said: string | null = null;
  private readonly _view: HTMLElement;
}

function button(label: string, run: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.className = 'deita-Grid-button';
  node.textContent = label;
  node.addEventListener('click', run);
  return node;
}

function span(className: string): HTMLElement {
  const node = document.createElement('span');
  node.className = className;
  return node;
}
