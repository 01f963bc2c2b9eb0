/** A tab of the main area with one chart. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { refreshIcon, Toolbar } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { Menu, Widget } from '@lumino/widgets';

import { ActionButton } from '../actionbutton';
import { Freshness } from '../freshness';
import { chartIcon, downloadIcon, queryIcon } from '../icons';
import { CHART_FORMATS, type ChartFormat, saveChart } from './download';
import { ChartPanel } from './panel';

export class ChartTab extends MainAreaWidget<ChartPanel> {
  constructor(private readonly _options: ChartTab.IOptions) {
    const content = new ChartPanel(_options);
    super({ content });
    const { id, model, trans, insert } = _options;
    this.id = id;
    this.addClass('deita-ChartTab');
    this.title.closable = true;
    this.title.icon = chartIcon;

    const name = new Widget();
    name.addClass('deita-GridTab-name');
    this.toolbar.addItem('name', name);
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    const saving = new ActionButton({
      icon: downloadIcon,
      label: trans.__('Save as'),
      tooltip: trans.__('Save the chart as PNG, SVG or Vega-Lite'),
      onClick: () => this._openMenu(saving.node)
    });
    this.toolbar.addItem('save', saving);
    this.toolbar.addItem(
      'insert',
      new ActionButton({
        icon: queryIcon,
        label: trans.__('Insert into Notebook'),
        tooltip: trans.__('Insert a cell that draws this chart'),
        onClick: insert
      })
    );
    this.toolbar.addItem(
      'refresh',
      new ActionButton({
        icon: refreshIcon,
        label: trans.__('Refresh'),
        tooltip: trans.__('Draw the chart again'),
        onClick: () => void model.load()
      })
    );

    const rename = (): void => {
      const label = trans.__('%1: chart', model.name);
      if (this.title.label !== label) {
        name.node.textContent = model.name;
        this.title.label = label;
        this.title.caption = trans.__('Chart of %1', model.name);
      }
    };
    model.changed.connect(rename);
    rename();
    this._freshness = new Freshness(this, () => model.refresh());
  }

  get model(): ChartTab.IOptions['model'] {
    return this._options.model;
  }

  /** The rows may be others now: looks, as soon as the chart is seen. */
  touch(): void {
    this._freshness.touch();
  }

  /** Saves what is shown as a file. Throws where nothing is. */
  async save(format: ChartFormat): Promise<void> {
    const { chart } = this.content;
    await chart.drawn;
    const content =
      format === 'png'
        ? await chart.png()
        : format === 'svg'
          ? chart.svg()
          : JSON.stringify(chart.spec, null, 1);
    saveChart(this._options.model.name, format, content);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    this._options.model.dispose();
  }

  private _openMenu(button: HTMLElement): void {
    const commands = new CommandRegistry();
    const menu = new Menu({ commands });
    for (const { format, label } of CHART_FORMATS) {
      commands.addCommand(format, { label, execute: () => void this.save(format) });
      menu.addItem({ command: format });
    }
    // A choice closes the menu before it is carried out.
    menu.aboutToClose.connect(() => window.setTimeout(() => menu.dispose()));
    const { left, bottom } = button.getBoundingClientRect();
    menu.open(left, bottom);
  }

  private readonly _freshness: Freshness;
}

export namespace ChartTab {
  export interface IOptions extends ChartPanel.IOptions {
    id: string;
    /** Inserts a cell that draws it. */
    insert: () => void;
  }
}
