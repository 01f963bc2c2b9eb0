/** The buttons that every grid in the main area has: a chart, downloads, the statement. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { ActionButton } from '../actionbutton';
import { CommandIDs } from '../commands';
import { downloadRows } from '../exports';
import { chartIcon, chatIcon, downloadIcon, queryIcon } from '../icons';
import type { IDeitaClient } from '../tokens';
import type { GridPanel } from './gridpanel';
import type { RowsPanel } from './rowspanel';
import { askMenu, chartOf, exportMenu, followAsking, sqlMenu } from './toolbar';

export interface IRowsToolbar {
  client: IDeitaClient;
  /** What more can be done with the rows; nothing where it is left out. */
  commands: CommandRegistry | undefined;
  trans: TranslationBundle;
}

/** Adds them to a toolbar; they do nothing while there is no grid. */
export function addRowsItems(
  toolbar: Toolbar,
  content: RowsPanel,
  { client, commands, trans }: IRowsToolbar
): void {
  const add = (
    id: string,
    item: { icon: LabIcon; label: string; tooltip: string },
    run: (node: HTMLElement, grid: GridPanel) => unknown
  ): ToolbarButton => {
    const button: ToolbarButton = new ActionButton({
      ...item,
      onClick: () => content.panel && void run(button.node, content.panel)
    });
    toolbar.addItem(id, button);
    return button;
  };
  if (commands?.hasCommand(CommandIDs.openChart)) {
    add(
      'chart',
      {
        icon: chartIcon,
        label: trans.__('Chart'),
        tooltip: trans.__('Draw what is seen')
      },
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
        downloadRows(client, content.source, content.name, format, view)
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
    const ask = add(
      'ask',
      {
        icon: chatIcon,
        label: trans.__('Ask AI'),
        tooltip: trans.__('Have this result explained, or a chart suggested')
      },
      node => askMenu(node, { client, commands, source: content.source, trans })
    );
    // Whether there is a model is asked for only now, and known a moment later.
    const following = followAsking(commands, content.source, can =>
      ask.setHidden(!can)
    );
    ask.disposed.connect(() => following.dispose());
  }
}
