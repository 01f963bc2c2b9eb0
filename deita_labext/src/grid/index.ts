import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IThemeManager, WidgetTracker } from '@jupyterlab/apputils';

import type { RowSource } from '../api/client';
import type { Event } from '../api/contract';
import { CommandIDs } from '../commands';
import { IDeitaClient, IDeitaEvents } from '../tokens';
import { GridTab } from './tab';

/** An argument of a command that must be a text that says something. */
function textArg(args: Record<string, unknown>, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') {
    throw new Error(`The argument ${name} is missing.`);
  }
  return value;
}

const tabs: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:grid',
  description: 'Opens tables and results in a grid tab of the main area.',
  autoStart: true,
  requires: [IDeitaClient],
  optional: [IDeitaEvents, ILayoutRestorer, IThemeManager],
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents | null,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null
  ) => {
    const tables = new WidgetTracker<GridTab>({ namespace: 'deita-tables' });
    const results = new WidgetTracker<GridTab>({ namespace: 'deita-results' });

    const open = (
      tracker: WidgetTracker<GridTab>,
      source: RowSource,
      name: string
    ): GridTab => {
      const shown = tracker.find(tab => keyOf(tab.content.source) === keyOf(source));
      const saving = source.kind === 'result' && {
        save: () =>
          void app.commands.execute(CommandIDs.saveResult, {
            resultId: source.resultId,
            name
          })
      };
      const tab = shown ?? new GridTab({ client, source, name, themes, ...saving });
      if (!shown) {
        // The tab follows its table, whether the data browser is shown or not.
        const hold = events?.hold();
        tab.disposed.connect(() => hold?.dispose());
        tab.content.renamed.connect(() => void tracker.save(tab));
        void tracker.add(tab);
        app.shell.add(tab, 'main');
      }
      app.shell.activateById(tab.id);
      return tab;
    };

    app.commands.addCommand(CommandIDs.openTable, {
      label: 'Open Table',
      describedBy: { args: textArgs('workspaceId', 'tableId', 'name') },
      execute: args =>
        open(
          tables,
          {
            kind: 'table',
            workspaceId: textArg(args, 'workspaceId'),
            tableId: textArg(args, 'tableId')
          },
          textArg(args, 'name')
        )
    });
    app.commands.addCommand(CommandIDs.openResult, {
      label: 'Open Result',
      describedBy: { args: textArgs('resultId', 'name') },
      execute: args =>
        open(
          results,
          { kind: 'result', resultId: textArg(args, 'resultId') },
          textArg(args, 'name')
        )
    });

    if (restorer) {
      void restorer.restore(tables, {
        command: CommandIDs.openTable,
        args: ({ content }) => ({ ...content.source, name: content.name }),
        name: ({ content }) => keyOf(content.source)
      });
      void restorer.restore(results, {
        command: CommandIDs.openResult,
        args: ({ content }) => ({ ...content.source, name: content.name }),
        name: ({ content }) => keyOf(content.source)
      });
    }

    const check = (workspaceId: string | null): void => {
      tables.forEach(({ content }) => {
        const { source } = content;
        if (
          source.kind === 'table' &&
          (workspaceId === null || source.workspaceId === workspaceId)
        ) {
          void content.check();
        }
      });
    };
    events?.received.connect((_, event: Event) => {
      if (event.type === 'tables') {
        check(event.workspace_id);
      } else if (event.type === 'workspaces') {
        check(null);
      }
    });
    // What changed while the connection was away was not told.
    events?.opened.connect(() => {
      check(null);
    });
  }
};

function keyOf(source: RowSource): string {
  return source.kind === 'table'
    ? `${source.workspaceId}/${source.tableId}`
    : source.resultId;
}

function textArgs(...names: string[]): {
  type: 'object';
  properties: Record<string, { type: string }>;
  required: string[];
} {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])),
    required: names
  };
}

const plugins: JupyterFrontEndPlugin<unknown>[] = [tabs];

export default plugins;
