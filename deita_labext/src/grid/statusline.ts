/** The line below a grid: how many rows and columns, and which rows are in view. */
import { Widget } from '@lumino/widgets';

import type { Grid } from './grid';

const count = (number: number, noun: string): string =>
  `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;

/** `336,776 rows`; with a plus while more are being written. */
export function rowsText(known: number, total: number | null): string {
  return total === null ? `${known.toLocaleString()}+ rows` : count(total, 'row');
}

export class StatusLine extends Widget {
  constructor(private readonly _grid: Grid) {
    super();
    this.addClass('deita-StatusLine');
    this._rows = span('deita-StatusLine-rows');
    this._error = span('deita-StatusLine-error');
    this._error.setAttribute('role', 'alert');
    this._view = span('deita-StatusLine-view');
    this.node.append(this._rows, this._error, this._view);
    _grid.viewChanged.connect(this._update, this);
    _grid.model.stateChanged.connect(this._update, this);
    this._update();
  }

  private _update(): void {
    const { model, view } = this._grid;
    const columns = count(model.columns.length, 'column');
    this._rows.textContent = `${rowsText(model.known, model.total)} · ${columns}`;
    this._view.textContent = view
      ? `row ${(view.firstRow + 1).toLocaleString()}–${(view.lastRow + 1).toLocaleString()}`
      : '';
    const { error } = model;
    if (error && !this._error.hasChildNodes()) {
      const retry = document.createElement('button');
      retry.className = 'deita-StatusLine-retry';
      retry.textContent = 'Try again';
      retry.addEventListener('click', () => {
        model.retry();
        this._grid.activate();
      });
      this._error.append(`Some rows did not come: ${error.message} `, retry);
    } else if (!error) {
      this._error.replaceChildren();
    }
  }

  private readonly _error: HTMLElement;
  private readonly _rows: HTMLElement;
  private readonly _view: HTMLElement;
}

function span(className: string): HTMLElement {
  const node = document.createElement('span');
  node.className = className;
  return node;
}
