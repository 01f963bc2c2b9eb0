/** A tab of the main area that shows the rows of a table or a result. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandToolbarButton, refreshIcon, Toolbar } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { JSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';

import { ActionButton } from '../actionbutton';
import { CommandIDs } from '../commands';
import { queryIcon, tableIcon } from '../icons';
import { RowsPanel } from './rowspanel';
import { addRowsItems } from './rowstoolbar';

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
  }

  private _addItems(options: GridTab.IOptions): void {
    const { client, commands, source } = options;
    const { content, toolbar } = this;
    const trans = options.trans ?? nullTranslator.load('deita');
    if (commands && source.kind === 'table') {
      for (const [id, label, command] of [
        ['profile', trans.__('Profile'), CommandIDs.openProfile],
        ['info', trans.__('Info'), CommandIDs.openReport]
      ] as const) {
        if (commands.hasCommand(command)) {
          toolbar.addItem(
            id,
            new ActionButton({
              label,
              onClick: () =>
                void commands.execute(command, { ...source, name: content.name })
            })
          );
        }
      }
    }
    toolbar.addItem('spacer', Toolbar.createSpacerItem());
    addRowsItems(toolbar, content, { client, commands, trans });
    if (commands?.hasCommand(CommandIDs.saveResult) && source.kind === 'result') {
      const { resultId } = source;
      const args: JSONObject = { resultId, name: content.name, toolbar: true };
      toolbar.addItem(
        'save',
        new CommandToolbarButton({ commands, id: CommandIDs.saveResult, args })
      );
      // Whose workspace it is, on which it depends who may do that, is told with the rows.
      content.panelChanged.connect(() => {
        args.workspaceId = content.workspaceId ?? null;
        commands.notifyCommandChanged(CommandIDs.saveResult);
      });
    }
    toolbar.addItem(
      'refresh',
      new ActionButton({
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
  }
}
