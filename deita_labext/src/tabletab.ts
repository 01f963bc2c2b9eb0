import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';

import type { Event } from './api/contract';
import { tableArguments, type ITableArguments } from './commands';
import { inTab } from './pages/address';
import type { IDeitaEvents } from './tokens';
import type { ViewTab } from './viewtab';

/** A tab about one table, and what makes it show the table as it is now. */
export interface ITableTab {
  readonly tab: ViewTab;
  reload(): void;
}

export interface ITableTabOptions {
  app: JupyterFrontEnd;
  events: IDeitaEvents;
  restorer: ILayoutRestorer | null;
  /** Opens the tab; its arguments are those of a table. */
  command: string;
  label: string;
  /** What the tabs' ids begin with, and under which name they are restored. */
  name: string;
  build: (table: ITableArguments, id: string) => Promise<ITableTab>;
}

/**
 * Add a command that opens a tab about a table, one a table; the tab shows what changes in the
 * table's workspace, and is there again when the page is loaded anew.
 */
export function addTableTab(options: ITableTabOptions): void {
  const { app, events, restorer, command, label, name, build } = options;
  const { commands, shell } = app;
  const tracker = new WidgetTracker<ViewTab>({ namespace: name });
  commands.addCommand(command, {
    label,
    execute: inTab(command, async args => {
      const table = tableArguments(args);
      const id = `${name}-${table.tableId}`;
      if (tracker.find(tab => tab.id === id) === undefined) {
        const { tab, reload } = await build(table, id);
        const onEvent = (_: unknown, event: Event): void => {
          if (event.type === 'tables' && event.workspace_id === table.workspaceId) {
            reload();
          }
        };
        events.received.connect(onEvent);
        tab.disposed.connect(() => events.received.disconnect(onEvent));
        void tracker.add(tab);
        shell.add(tab, 'main');
      }
      shell.activateById(id);
    })
  });
  void restorer?.restore(tracker, {
    command,
    args: tab => tab.args,
    name: tab => tab.id
  });
}
