import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, WidgetTracker } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { type ReadonlyPartialJSONObject, UUID } from '@lumino/coreutils';

import type { RowSource } from '../api/client';
import type { ChartInput, Event, Seen } from '../api/contract';
import { CommandIDs } from '../commands';
import { told } from '../dialogs';
import { chartIcon, downloadIcon, queryIcon } from '../icons';
import { openSql } from '../grid/sqlactions';
import { inTab } from '../pages/address';
import { nameOf } from '../tabletab';
import { IDeitaClient, IDeitaEvents, IDeitaNotebooks, IDeitaTables } from '../tokens';
import { CHART_FORMATS } from './download';
import { CHART_TYPE } from './mimetypes';
import { ChartOutput } from './output';
import type { ChartTab } from './tab';

/** Before the HTML of the same bundle, which has 50. */
const RANK = 10;

const charts: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:charts',
  description: 'Draws charts of tables and results.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaNotebooks, IRenderMimeRegistry],
  optional: [
    IDeitaEvents,
    ILayoutRestorer,
    IThemeManager,
    ITranslator,
    ICommandPalette,
    IDeitaTables
  ],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    client: IDeitaClient,
    notebooks: IDeitaNotebooks,
    rendermime: IRenderMimeRegistry,
    events: IDeitaEvents | null,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    tables: IDeitaTables | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const tracker = new WidgetTracker<ChartTab>({ namespace: 'deita-charts' });
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [CHART_TYPE],
        createRenderer: () => new ChartOutput({ rendermime, themes, trans })
      },
      RANK
    );

    const insert = ({ model }: ChartTab): Promise<void> =>
      told(trans, async () => {
        const { cellOf } = await import('./insert');
        await notebooks.insert([await cellOf(client, model)]);
      });

    commands.addCommand(CommandIDs.openChart, {
      label: trans.__('Open Chart'),
      icon: chartIcon,
      execute: inTab(CommandIDs.openChart, async args => {
        const { source, name, view, chart, id } = chartArguments(args);
        const [{ ChartTab }, { ChartModel }] = await Promise.all([
          import('./tab'),
          import('./model')
        ]);
        const model = new ChartModel(client, { source, name, view, chart });
        const tab = new ChartTab({
          id,
          model,
          rendermime,
          themes,
          trans,
          insert: () => void insert(tab),
          toEditor: commands.hasCommand(CommandIDs.openEditor)
            ? () =>
                void openSql(
                  { client, commands, grid: model, name, trans },
                  CommandIDs.openEditor
                )
            : null
        });
        const hold = events?.hold();
        tab.disposed.connect(() => hold?.dispose());
        model.asked.connect(() => void tracker.save(tab));
        await tracker.add(tab);
        shell.add(tab, 'main');
        shell.activateById(tab.id);
      })
    });

    const current = (): ChartTab | null => tracker.currentWidget;
    commands.addCommand(CommandIDs.saveChart, {
      label: args => {
        const found = CHART_FORMATS.find(({ format }) => format === args.format);
        return trans.__('Save Chart as %1', (found ?? CHART_FORMATS[0])?.label ?? '');
      },
      icon: downloadIcon,
      isEnabled: () => current() !== null,
      execute: async args => {
        const found = CHART_FORMATS.find(({ format }) => format === args.format);
        await current()?.save(found?.format ?? 'png');
      }
    });
    commands.addCommand(CommandIDs.insertChart, {
      label: trans.__('Insert Chart into Notebook'),
      icon: queryIcon,
      isEnabled: () => current() !== null,
      execute: async () => {
        const tab = current();
        if (tab !== null) {
          await insert(tab);
        }
      }
    });
    const category = trans.__('Deita');
    for (const { format } of CHART_FORMATS) {
      palette?.addItem({ command: CommandIDs.saveChart, category, args: { format } });
    }
    palette?.addItem({ command: CommandIDs.insertChart, category });

    void restorer?.restore(tracker, {
      command: CommandIDs.openChart,
      args: ({ id, model }) => ({ ...model.args, id }),
      name: ({ id }) => id
    });

    const check = (workspaceId: string | null): void => {
      tracker.forEach(tab => {
        const { source } = tab.model;
        if (
          source.kind === 'table' &&
          (workspaceId === null || source.workspaceId === workspaceId)
        ) {
          tab.touch();
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
      tracker.forEach(({ model }) => {
        const { source } = model;
        const name = source.kind === 'table' ? nameOf(tables, source.tableId) : null;
        if (name !== null) {
          model.rename(name);
        }
      })
    );
    // What changed while the connection was away was not told.
    events?.opened.connect(() => check(null));
  }
};

interface IChartArguments {
  source: RowSource;
  name: string;
  view: Seen;
  chart: ChartInput | undefined;
  /** Of the tab, where it is opened again. */
  id: string;
}

/** What a chart is to be opened of. Throws where the arguments name no rows. */
function chartArguments(args: ReadonlyPartialJSONObject): IChartArguments {
  const { source, name, view, chart, id } = args;
  if (typeof name !== 'string' || !isSource(source)) {
    throw new Error('The arguments source and name are needed.');
  }
  return {
    source,
    name,
    view: seenOf(view),
    chart: (chart ?? undefined) as ChartInput | undefined,
    id: typeof id === 'string' ? id : `deita-chart-${UUID.uuid4()}`
  };
}

/** Which rows are seen, without their order: a chart has its own. */
function seenOf(view: unknown): Seen {
  const { filter, search } = (view ?? {}) as Seen;
  return { ...(filter && { filter }), ...(search && { search }) };
}

function isSource(value: unknown): value is RowSource {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const source = value as Record<string, unknown>;
  return source.kind === 'table'
    ? typeof source.workspaceId === 'string' && typeof source.tableId === 'string'
    : source.kind === 'result' && typeof source.resultId === 'string';
}

const plugins: JupyterFrontEndPlugin<unknown>[] = [charts];

export default plugins;
