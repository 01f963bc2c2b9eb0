/** A tab of the main area that shows the rows of a table or a result. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { downloadRows, openExportMenu } from '../exports';
import { downloadIcon, queryIcon, tableIcon } from '../icons';
import { RowsPanel } from './rowspanel';

export class GridTab extends MainAreaWidget<RowsPanel> {
  constructor(options: GridTab.IOptions) {
    const content = new RowsPanel(options);
    super({ content });
    const { client, source } = options;
    const isTable = source.kind === 'table';
    this.id = `deita-grid-${isTable ? source.tableId : source.resultId}`;
    this.addClass('deita-GridTab');
    this.title.closable = true;
    this.title.icon = isTable ? tableIcon : queryIcon;

    const name = new Widget();
    name.addClass('deita-GridTab-name');
    this.toolbar.addItem('name', name);
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    const exporting = new ToolbarButton({
      icon: downloadIcon,
      label: 'Export',
      tooltip: 'Download all rows: CSV, Excel, Parquet and more',
      onClick: () => {
        openExportMenu(exporting.node, format => {
          downloadRows(client, source, content.name, format);
        });
      }
    });
    this.toolbar.addItem('export', exporting);
    const { save } = options;
    if (save) {
      this.toolbar.addItem(
        'save',
        new ToolbarButton({
          icon: tableIcon,
          label: 'Save as Table…',
          tooltip: 'Save result as table: all rows, in this workspace',
          onClick: save
        })
      );
    }
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        label: 'Refresh',
        tooltip: 'Load the rows again',
        onClick: () => void content.reload()
      })
    );

    const rename = (): void => {
      name.node.textContent = content.name;
      this.title.label = content.name;
      this.title.caption = isTable ? `Table ${content.name}` : `Result ${content.name}`;
    };
    content.renamed.connect(rename);
    rename();
    void content.reload();
  }
}

export namespace GridTab {
  export interface IOptions extends RowsPanel.IOptions {
    /** Makes a table of the rows; left out where they are one. */
    save?: () => void;
  }
}
