import {
  ILabStatus,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { CommandIDs } from '../commands';
import { errorWords } from '../errorwords';
import { GridTab } from '../grid/tab';
import { addHistoryCommands } from '../history/commands';
import { HistoryModel } from '../history/model';
import { Readings } from '../imports/readings';
import { LastEditor } from '../inserting';
import { QueryPlaces } from '../places';
import { ProfileStore } from '../profiles/store';
import { addSavedCommands } from '../saved/commands';
import { SavedModel } from '../saved/model';
import {
  IDeitaClient,
  IDeitaEvents,
  IDeitaNotebooks,
  IDeitaTables,
  IDeitaWorkspaces
} from '../tokens';
import { addWorkspaceCommands } from '../workspaces/commands';
import { Rights } from '../workspaces/rights';
import { outcome } from './activities';
import {
  ACTIVITY_COMMANDS,
  addActivityCommands,
  cancelActivity
} from './activitycommands';
import { addChangeCommands } from './changes';
import { addNameCommands } from './columns';
import { addTableCommands } from './commands';
import { Filling } from './filling';
import { keepState } from './keptstate';
import { TablesModel } from './model';
import { DataBrowser } from './panel';
import { UploadQueue } from './uploads';

/** The panel's plugin, under whose name the settings are. */
const PLUGIN_ID = '@deita/labextension:plugin';

const DEFAULT_QUERY_LIMIT = 100;

/** Commands about the line that is active in the data browser, by what it is of. */
const ABOUT_TABLE: readonly string[] = [
  CommandIDs.openSelected,
  CommandIDs.showProfile,
  CommandIDs.chartTable,
  CommandIDs.queryInNotebook,
  CommandIDs.queryInEditor,
  CommandIDs.copyName,
  CommandIDs.insertName,
  CommandIDs.exportTable,
  CommandIDs.showReport,
  CommandIDs.showSnapshots,
  CommandIDs.describeTable,
  CommandIDs.describeSelectedWithAi,
  CommandIDs.renameTable,
  CommandIDs.importAgain,
  CommandIDs.replaceTable,
  CommandIDs.appendTable,
  CommandIDs.deleteTable,
  CommandIDs.undeleteTable
];
const ABOUT_COLUMN: readonly string[] = [CommandIDs.describeColumn];
const ABOUT_FILE: readonly string[] = [
  CommandIDs.importFile,
  CommandIDs.downloadFile,
  CommandIDs.deleteFile
];
const ABOUT_SAVED: readonly string[] = [
  CommandIDs.openSaved,
  CommandIDs.insertSaved,
  CommandIDs.copySaved,
  CommandIDs.copySavedLink,
  CommandIDs.describeSaved,
  CommandIDs.renameSaved,
  CommandIDs.deleteSaved
];
const ABOUT_PAST: readonly string[] = [
  CommandIDs.openPast,
  CommandIDs.openPastResult,
  CommandIDs.insertPast,
  CommandIDs.copyPast
];
const ABOUT_ACTIVE = [
  ...ABOUT_TABLE,
  ...ABOUT_COLUMN,
  ...ABOUT_FILE,
  ...ABOUT_SAVED,
  ...ABOUT_PAST
];

const browser: JupyterFrontEndPlugin<IDeitaTables> = {
  id: PLUGIN_ID,
  description: 'The data browser: workspaces, tables, files and uploads.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IDeitaWorkspaces, IDeitaNotebooks, IStateDB],
  optional: [
    ITranslator,
    ISettingRegistry,
    ILayoutRestorer,
    ICommandPalette,
    ILabStatus,
    ILauncher
  ],
  provides: IDeitaTables,
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    events: IDeitaEvents,
    workspaces: IDeitaWorkspaces,
    notebooks: IDeitaNotebooks,
    stateDB: IStateDB,
    translator: ITranslator | null,
    settingRegistry: ISettingRegistry | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    status: ILabStatus | null,
    launcher: ILauncher | null
  ): IDeitaTables => {
    const { commands, shell } = app;
    const trans = (translator ?? nullTranslator).load('deita');
    const rights = new Rights(workspaces, trans);
    const edits = rights.guard(commands);
    const uploads = new UploadQueue(client);
    const tables = new TablesModel(client, workspaces, events, uploads, stateDB);
    const saved = new SavedModel(client, workspaces, events);
    const history = new HistoryModel(client, workspaces, events);
    const places = new QueryPlaces(commands, notebooks, workspaces);
    const readings = new Readings(client, tables.finished);
    let queryLimit = DEFAULT_QUERY_LIMIT;

    const panel = new DataBrowser({
      workspaces,
      tables,
      saved,
      history,
      profiles: new ProfileStore(client),
      readings,
      rights,
      live: events,
      commands,
      trans,
      onDropOnTable: (table, file) => void filling.ask(table, file),
      onCancel: activity => void cancelActivity(tables, activity, trans)
    });
    const show = (): void => shell.activateById(panel.id);
    const filling = new Filling({ commands, tables, show, trans });

    addWorkspaceCommands(commands, workspaces, trans);
    addTableCommands(commands, {
      edits,
      browser: panel,
      client,
      tables,
      places,
      show,
      queryLimit: () => queryLimit,
      trans
    });
    addChangeCommands(commands, {
      edits,
      browser: panel,
      client,
      tables,
      filling,
      rights,
      currentResult: () => {
        const tab = shell.currentWidget;
        return tab instanceof GridTab && tab.content.source.kind === 'result'
          ? {
              resultId: tab.content.source.resultId,
              name: tab.content.name,
              workspaceId: tab.content.workspaceId
            }
          : null;
      },
      trans
    });
    addNameCommands(commands, {
      active: panel.active,
      editor: new LastEditor(),
      trans
    });
    addSavedCommands(commands, {
      edits,
      saved,
      active: () => panel.active.saved,
      places,
      trans
    });
    addHistoryCommands(commands, {
      active: () => {
        const { past } = panel.active;
        const workspaceId = workspaces.current?.id;
        return past !== null && workspaceId !== undefined
          ? { past, workspaceId }
          : null;
      },
      places,
      trans
    });
    addActivityCommands(commands, {
      tables,
      rights,
      at: menu => {
        const node = menu
          ? app.contextMenuHitTest(({ dataset }) => dataset['activity'] !== undefined)
          : document.activeElement?.closest<HTMLElement>('[data-activity]');
        return node?.dataset['activity'] ?? null;
      },
      readOtherwise: activity => panel.readOtherwise(activity),
      trans
    });
    shell.currentChanged?.connect(() =>
      commands.notifyCommandChanged(CommandIDs.saveResult)
    );
    keepState(panel.state, stateDB);
    panel.state.changed.connect(() => {
      for (const command of ABOUT_ACTIVE) {
        commands.notifyCommandChanged(command);
      }
    });
    const general = [
      CommandIDs.showPanel,
      CommandIDs.upload,
      CommandIDs.uploadFolder,
      CommandIDs.uploadLooking,
      CommandIDs.switchWorkspace,
      CommandIDs.newWorkspace,
      CommandIDs.shareWorkspace,
      CommandIDs.renameWorkspace,
      CommandIDs.deleteWorkspace,
      CommandIDs.refresh,
      CommandIDs.saveResult
    ];
    for (const [category, listed] of [
      [trans.__('Deita'), general],
      [trans.__('Deita: Table'), ABOUT_TABLE],
      [trans.__('Deita: Column'), ABOUT_COLUMN],
      [trans.__('Deita: File'), ABOUT_FILE],
      [trans.__('Deita: Saved Query'), ABOUT_SAVED],
      [trans.__('Deita: History'), ABOUT_PAST],
      [trans.__('Deita: Import'), ACTIVITY_COMMANDS]
    ] as const) {
      for (const command of listed) {
        palette?.addItem({ command, category });
      }
    }
    launcher?.add({
      command: CommandIDs.showPanel,
      args: { isLauncher: true },
      category: trans.__('Deita'),
      rank: 1
    });

    shell.add(panel, 'left', { rank: 150, type: 'Data Browser' });
    restorer?.add(panel, panel.id);

    // Leaving the page would lose what is being sent: JupyterLab asks before.
    let unsaved: IDisposable | null = null;
    uploads.changed.connect(() => {
      if (uploads.busy) {
        unsaved ??= status?.setDirty() ?? null;
      } else {
        unsaved?.dispose();
        unsaved = null;
      }
    });

    // Where the panel is not to be seen, a failure still is.
    tables.finished.connect((_, activity) => {
      if (activity.phase === 'failed' && !panel.isVisible) {
        const { error } = activity;
        const why = error === null ? '' : errorWords(error, trans).message;
        Notification.error(`${outcome(activity, trans)}. ${why}`, {
          actions: [{ label: trans.__('Show'), callback: show }]
        });
      }
    });

    void settingRegistry
      ?.load(PLUGIN_ID)
      .then(settings => {
        const apply = (): void => {
          uploads.atOnce = settings.get('uploadsAtOnce').composite as number;
          queryLimit = settings.get('queryLimit').composite as number;
        };
        settings.changed.connect(apply);
        apply();
      })
      .catch((reason: unknown) => {
        Notification.warning(
          trans.__('Deita’s settings could not be read: %1', String(reason))
        );
      });

    return tables;
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [browser];

export default plugins;
