import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';

import type { Event } from './api/contract';
import { tableArguments, type ITableArguments } from './commands';
import { Freshness } from './freshness';
import { inTab } from './pages/address';
import type { IDeitaEvents, IDeitaTables } from './tokens';
import type { ITabTitle, ViewTab } from './viewtab';

/** A tab about one table, and what makes it show the table as it is now. */
export interface ITableTab {
  readonly tab: ViewTab;
  reload(): void;
  /** The table has another name, which the tab's title has already. */
  rename?(name: string): void;
}

/** A new tab's id and title. */
export interface ITableTabHead extends ITabTitle {
  id: string;
}

export interface ITableTabOptions {
  app: JupyterFrontEnd;
  events: IDeitaEvents;
  /** Tell of the names of tables, where the data browser knows them. */
  tables: IDeitaTables | null;
  restorer: ILayoutRestorer | null;
  /** Opens the tab; its arguments are those of a table. */
  command: string;
  label: string;
  /** What the tabs' ids begin with, and under which name they are restored. */
  name: string;
  /** What a tab about a table of that name is called. */
  entitle: (name: string) => ITabTitle;
  build: (table: ITableArguments, head: ITableTabHead) => Promise<ITableTab>;
}

/**
 * Add a command that opens a tab about a table, one a table; the tab shows what changes in the
 * table's workspace, and is there again when the page is loaded anew.
 */
export function addTableTab(options: ITableTabOptions): void {
  const { app, events, tables, restorer, command, label, name } = options;
  const { commands, shell } = app;
  const tracker = new WidgetTracker<ViewTab>({ namespace: name });
  commands.addCommand(command, {
    label,
    execute: inTab(command, async args => {
      const table = tableArguments(args);
      const id = `${name}-${table.tableId}`;
      if (tracker.find(tab => tab.id === id) === undefined) {
        const head = { id, ...options.entitle(table.name) };
        const { tab, reload, rename } = await options.build(table, head);
        const freshness = new Freshness(tab, reload);
        const onEvent = (_: unknown, event: Event): void => {
          if (event.type === 'tables' && event.workspace_id === table.workspaceId) {
            freshness.touch();
          }
        };
        const onTables = (): void => {
          const name = nameOf(tables, table.tableId);
          if (name !== null && name !== tab.args['name']) {
            tab.entitle(options.entitle(name));
            rename?.(name);
            void tracker.save(tab);
          }
        };
        events.received.connect(onEvent);
        tables?.changed.connect(onTables);
        tab.disposed.connect(() => {
          events.received.disconnect(onEvent);
          tables?.changed.disconnect(onTables);
        });
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

/** The name of a table, where the data browser knows it; null where it does not. */
export function nameOf(tables: IDeitaTables | null, tableId: string): string | null {
  return tables?.tables.find(({ id }) => id === tableId)?.name ?? null;
}
