import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, WidgetTracker } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import type { RowSource } from '../api/client';
import type { Event } from '../api/contract';
import { CommandIDs } from '../commands';
import { inTab } from '../pages/address';
import { nameOf } from '../tabletab';
import { IDeitaClient, IDeitaEvents, IDeitaFormats, IDeitaTables } from '../tokens';
import { addGridCommands } from './commands';
import { CurrentGrid } from './current';
import { Formats } from './formats';
import type { IGridState } from './gridpanel';
import type { RowsPanel } from './rowspanel';
import { GridTab } from './tab';

/** Milliseconds that a grid's state rests before it is kept. */
const KEPT = 500;

const formats: JupyterFrontEndPlugin<IDeitaFormats> = {
  id: '@deita/labextension:grid-formats',
  description: 'How grids show numbers and dates.',
  autoStart: true,
  optional: [ISettingRegistry],
  provides: IDeitaFormats,
  activate: (_: JupyterFrontEnd, registry: ISettingRegistry | null) => {
    const held = new Formats();
    void registry
      ?.load('@deita/labextension:grid')
      .then(settings => {
        const take = (): void => held.take(settings.composite);
        settings.changed.connect(take);
        take();
      })
      .catch(() => undefined);
    return held;
  }
};

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
  optional: [
    IDeitaEvents,
    IDeitaFormats,
    ILayoutRestorer,
    IThemeManager,
    ITranslator,
    ICommandPalette,
    IDeitaTables
  ],
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents | null,
    held: IDeitaFormats | null,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    tables: IDeitaTables | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('deita');
    const tabsOfTables = new WidgetTracker<GridTab>({ namespace: 'deita-tables' });
    const results = new WidgetTracker<GridTab>({ namespace: 'deita-results' });

    const open = (
      tracker: WidgetTracker<GridTab>,
      source: RowSource,
      name: string,
      state: unknown
    ): GridTab => {
      const shown = tracker.find(tab => keyOf(tab.content.source) === keyOf(source));
      const tab =
        shown ??
        new GridTab({
          client,
          commands,
          source,
          name,
          state: isState(state) ? state : undefined,
          formats: held,
          themes,
          trans
        });
      if (!shown) {
        // The tab follows its table, whether the data browser is shown or not.
        const hold = events?.hold();
        tab.disposed.connect(() => hold?.dispose());
        const keep = new Debouncer(() => tracker.save(tab), KEPT);
        tab.disposed.connect(() => keep.dispose());
        tab.content.renamed.connect(() => void tracker.save(tab));
        tab.content.stateChanged.connect(() => void keep.invoke());
        void tracker.add(tab);
        app.shell.add(tab, 'main');
      }
      app.shell.activateById(tab.id);
      return tab;
    };

    commands.addCommand(CommandIDs.openTable, {
      label: trans.__('Open Table'),
      describedBy: { args: textArgs('workspaceId', 'tableId', 'name') },
      execute: inTab(CommandIDs.openTable, args =>
        open(
          tabsOfTables,
          {
            kind: 'table',
            workspaceId: textArg(args, 'workspaceId'),
            tableId: textArg(args, 'tableId')
          },
          textArg(args, 'name'),
          args.state
        )
      )
    });
    commands.addCommand(CommandIDs.openResult, {
      label: trans.__('Open Result'),
      describedBy: { args: textArgs('resultId', 'name') },
      execute: inTab(CommandIDs.openResult, args =>
        open(
          results,
          { kind: 'result', resultId: textArg(args, 'resultId') },
          textArg(args, 'name'),
          args.state
        )
      )
    });

    addGridCommands(commands, {
      client,
      current: new CurrentGrid(() => {
        const tab = app.shell.currentWidget;
        return tab instanceof GridTab ? tab.content.panel : null;
      }),
      palette,
      trans
    });

    if (restorer) {
      void restorer.restore(tabsOfTables, {
        command: CommandIDs.openTable,
        args: ({ content }) => argsOf(content),
        name: ({ content }) => keyOf(content.source)
      });
      void restorer.restore(results, {
        command: CommandIDs.openResult,
        args: ({ content }) => argsOf(content),
        name: ({ content }) => keyOf(content.source)
      });
    }

    const check = (workspaceId: string | null): void => {
      tabsOfTables.forEach(({ content }) => {
        const { source } = content;
        if (
          source.kind === 'table' &&
          (workspaceId === null || source.workspaceId === workspaceId)
        ) {
          content.touch();
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
    tables?.changed.connect(() =>
      tabsOfTables.forEach(({ content }) => {
        const { source } = content;
        const name = source.kind === 'table' ? nameOf(tables, source.tableId) : null;
        if (name !== null) {
          content.rename(name);
        }
      })
    );
    // What changed while the connection was away was not told, and what was asked did not come.
    events?.opened.connect(() => {
      check(null);
      results.forEach(({ content }) => content.touch());
    });
  }
};

/** What opens the same tab again, as JSON. */
function argsOf({ name, source, state }: RowsPanel): ReadonlyPartialJSONObject {
  return JSON.parse(
    JSON.stringify({ ...source, name, state })
  ) as ReadonlyPartialJSONObject;
}

function isState(value: unknown): value is IGridState {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

const plugins: JupyterFrontEndPlugin<unknown>[] = [formats, tabs];

export default plugins;
