/** A chart with the form that says what it shows, and what there is to say of it. */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, PanelLayout, Widget } from '@lumino/widgets';
import React, { useState } from 'react';

import { Failure } from '../failure';
import { useLasting, useSignal } from '../react';
import { ChartView } from './chartview';
import { DataTable } from './datatable';
import { ChartForm } from './form';
import type { ChartModel } from './model';
import { noteText } from './notes';

/** The body of a chart's tab; a grid may show one in its place. The model is not its own. */
export class ChartPanel extends Widget {
  constructor(private readonly _options: ChartPanel.IOptions) {
    super();
    const { model, rendermime, themes, toEditor = null, trans } = _options;
    this.addClass('deita-ChartPanel');
    this.node.tabIndex = -1;
    this.chart = new ChartView({ rendermime, themes, trans });
    const form = ReactWidget.create(<Form model={model} trans={trans} />);
    form.addClass('deita-ChartPanel-form');
    const notes = ReactWidget.create(
      <Notes model={model} toEditor={toEditor} trans={trans} />
    );
    notes.addClass('deita-ChartPanel-notes');
    // One more node: how wide a place is, only what is within it can know.
    const body = new Panel();
    body.addClass('deita-ChartPanel-body');
    body.addWidget(form);
    body.addWidget(this.chart);
    body.addWidget(notes);
    const layout = new PanelLayout();
    this.layout = layout;
    layout.addWidget(body);
    model.changed.connect(this._update, this);
    this._update();
  }

  readonly chart: ChartView;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.model.changed.disconnect(this._update, this);
    super.dispose();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }

  private _update(): void {
    const { drawing, error, busy } = this._options.model;
    this.chart.node.setAttribute('aria-busy', String(busy));
    this.node.dataset.state = error !== null ? 'error' : drawing ? 'drawn' : 'empty';
    if (drawing !== null && drawing !== this._shown) {
      this._shown = drawing;
      this.chart.spec = drawing.spec;
    }
  }

  private _shown: unknown = null;
}

export namespace ChartPanel {
  export interface IOptions {
    model: ChartModel;
    rendermime: IRenderMimeRegistry;
    themes: IThemeManager | null;
    /** Opens the statement of the rows in the SQL editor; null where there is none. */
    toEditor?: (() => void) | null;
    trans: TranslationBundle;
  }
}

interface IProps {
  model: ChartModel;
  trans: TranslationBundle;
}

function Form({ model, trans }: IProps): React.JSX.Element | null {
  useSignal(model.changed);
  return <ChartForm model={model} trans={trans} />;
}

/** What is not as it seems, what went wrong, and the numbers where they are wanted. */
function Notes({
  model,
  toEditor,
  trans
}: IProps & { toEditor: (() => void) | null }): React.JSX.Element {
  useSignal(model.changed);
  const { drawing, error, busy, empty } = model;
  const slow = useLasting(busy, 300);
  const [table, setTable] = useState(false);
  return (
    <>
      {error !== null && (
        <Failure error={error} retry={() => void model.load()} trans={trans} />
      )}
      {empty && error === null && (
        <p role="status">
          {trans.__(
            'These rows have no column that could be drawn. Make a number, a text or a time of one in SQL.'
          )}{' '}
          {toEditor && (
            <button type="button" className="deita-Link" onClick={toEditor}>
              {trans.__('Open in SQL Editor')}
            </button>
          )}
        </p>
      )}
      {slow && (
        <p role="status">
          {trans.__('Drawing…')}{' '}
          <button type="button" className="deita-Link" onClick={() => model.stop()}>
            {trans.__('Stop')}
          </button>
        </p>
      )}
      {model.stopped && (
        <p role="status">
          {trans.__('The drawing was stopped.')}{' '}
          <button
            type="button"
            className="deita-Link"
            onClick={() => void model.refresh()}
          >
            {trans.__('Draw')}
          </button>
        </p>
      )}
      {drawing !== null && error === null && (
        <>
          <ul className="deita-ChartNotes" aria-live="polite">
            {rowsNote(drawing.row_count, model.filtered, trans)}
            {drawing.notes.map(note => (
              <li key={note.text} className="deita-ChartNotes-note">
                {noteText(note, trans)}
              </li>
            ))}
            <li>
              <button
                type="button"
                className="deita-Link"
                aria-expanded={table}
                onClick={() => setTable(!table)}
              >
                {table ? trans.__('Hide the numbers') : trans.__('Show the numbers')}
              </button>
            </li>
          </ul>
          {table && <DataTable drawing={drawing} trans={trans} />}
        </>
      )}
    </>
  );
}

function rowsNote(
  count: number,
  filtered: boolean,
  trans: TranslationBundle
): React.JSX.Element {
  const number = count.toLocaleString();
  return (
    <li className="deita-ChartNotes-rows">
      {count === 0
        ? trans.__('No rows: there is nothing to draw.')
        : filtered
          ? trans._n('%2 row, as filtered', '%2 rows, as filtered', count, number)
          : trans._n('%2 row', '%2 rows', count, number)}
    </li>
  );
}
