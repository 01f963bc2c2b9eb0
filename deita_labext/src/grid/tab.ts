/** A tab of the main area that shows the rows of a table or a result. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import {
  type LabIcon,
  refreshIcon,
  Toolbar,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import { downloadRows } from '../exports';
import { downloadIcon, queryIcon, tableIcon } from '../icons';
import type { GridPanel } from './gridpanel';
import { RowsPanel } from './rowspanel';
import { chartOf, exportMenu, sqlMenu } from './toolbar';

export class GridTab extends MainAreaWidget<RowsPanel> {
  constructor(options: GridTab.IOptions) {
    const content = new RowsPanel(options);
    super({ content });
    const { source } = options;
    const trans = options.trans ?? nullTranslator.load('deita');
    const isTable = source.kind === 'table';
    this.id = `deita-grid-${isTable ? source.tableId : source.resultId}`;
    this.addClass('deita-GridTab');
    this.title.closable = true;
    this.title.icon = isTable ? tableIcon : queryIcon;

    const name = new Widget();
    name.addClass('deita-GridTab-name');
    this.toolbar.addItem('name', name);
    this._addItems(options);

    const rename = (): void => {
      name.node.textContent = content.name;
      this.title.label = content.name;
      this.title.caption = isTable
        ? trans.__('Table %1', content.name)
        : trans.__('Result %1', content.name);
    };
    content.renamed.connect(rename);
    rename();
    void content.reload();
  }

  private _addItems(options: GridTab.IOptions): void {
    const { client, commands, save, source } = options;
    const { content, toolbar } = this;
    const trans = options.trans ?? nullTranslator.load('deita');
    const add = (
      id: string,
      item: { icon?: LabIcon; label: string; tooltip?: string },
      run: (node: HTMLElement, grid: GridPanel) => unknown
    ): void => {
      const button: ToolbarButton = new ToolbarButton({
        ...item,
        onClick: () => content.panel && void run(button.node, content.panel)
      });
      toolbar.addItem(id, button);
    };
    if (commands && source.kind === 'table') {
      for (const [id, label, command] of [
        ['profile', trans.__('Profile'), CommandIDs.openProfile],
        ['info', trans.__('Info'), CommandIDs.openReport]
      ] as const) {
        if (commands.hasCommand(command)) {
          add(id, { label }, () =>
            commands.execute(command, { ...source, name: content.name })
          );
        }
      }
    }
    toolbar.addItem('spacer', Toolbar.createSpacerItem());
    if (commands?.hasCommand(CommandIDs.openChart)) {
      add(
        'chart',
        { label: trans.__('Chart'), tooltip: trans.__('Draw what is seen') },
        (_, grid) => chartOf(commands, grid, content.name)?.()
      );
    }
    add(
      'export',
      {
        icon: downloadIcon,
        label: trans.__('Export'),
        tooltip: trans.__('Download rows: CSV, Excel, Parquet and more')
      },
      (node, grid) =>
        exportMenu(node, grid, trans, (format, view) =>
          downloadRows(client, source, content.name, format, view)
        )
    );
    if (commands) {
      add(
        'sql',
        {
          icon: queryIcon,
          label: trans.__('As SQL'),
          tooltip: trans.__('The statement that gives what is seen')
        },
        (node, grid) =>
          sqlMenu(node, { client, commands, grid, name: content.name, trans })
      );
    }
    if (save) {
      toolbar.addItem(
        'save',
        new ToolbarButton({
          icon: tableIcon,
          label: trans.__('Save as Table…'),
          tooltip: trans.__('Save result as table: all rows, in this workspace'),
          onClick: save
        })
      );
    }
    toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        label: trans.__('Refresh'),
        tooltip: trans.__('Load the rows again'),
        onClick: () => void content.reload()
      })
    );
  }
}

export namespace GridTab {
  export interface IOptions extends RowsPanel.IOptions {
    /** What more can be done with the rows; nothing where left out. */
    commands?: CommandRegistry;
    /** Makes a table of the rows; left out where they are one. */
    save?: () => void;
  }
}
