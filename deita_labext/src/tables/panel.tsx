import type { TranslationBundle } from '@jupyterlab/translation';
import { MenuSvg, ReactWidget } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import type { Menu } from '@lumino/widgets';
import React from 'react';

import type { Table } from '../api/contract';
import type { LiveEvents } from '../api/events';
import { DeitaError } from '../api/request';
import type { UploadFile } from '../api/upload';
import { CommandIDs } from '../commands';
import type { HistoryModel } from '../history/model';
import { deitaIcon } from '../icons';
import type { Readings } from '../imports/readings';
import type { ProfileStore } from '../profiles/store';
import type { SavedModel } from '../saved/model';
import { NEEDS } from '../workspaces/needs';
import type { Rights } from '../workspaces/rights';
import type { WorkspacesModel } from '../workspaces/model';
import { ActiveLine } from './active';
import type { IActivity } from './activity';
import { Body, type IBodyActions } from './body';
import { BrowserState } from './browserstate';
import { droppedFiles, withoutClutter } from './folders';
import type { ILineContext } from './lines';
import type { TablesModel } from './model';
import { tableKey } from './rows';

/** How long after it was hidden the panel still listens, unless a file is on its way. */
const LINGER_MS = 60_000;

/**
 * The data browser: chrome around the body, files dropped or picked, and the life of
 * the event stream, which is open only while the panel is in use.
 */
export class DataBrowser extends ReactWidget {
  constructor(private readonly _options: DataBrowser.IOptions) {
    super();
    const { trans, commands, workspaces } = _options;
    this.id = 'deita-data-browser';
    this.title.icon = deitaIcon;
    this.title.caption = trans.__('Deita: tables and files');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Deita data browser'));
    this.addClass('deita-DataBrowser');

    this._menu = new MenuSvg({ commands });
    this._menu.addItem({ command: CommandIDs.switchWorkspace });
    this._menu.addItem({ command: CommandIDs.newWorkspace });
    this._menu.addItem({ command: CommandIDs.shareWorkspace });
    this._menu.addItem({ command: CommandIDs.renameWorkspace });
    this._menu.addItem({ command: CommandIDs.deleteWorkspace });

    const run = (command: string): void => void commands.execute(command);
    this._context = {
      actions: {
        run,
        hindrance: command => _options.rights.hindrance(NEEDS[command]),
        has: command => commands.hasCommand(command) && commands.isVisible(command),
        menu: openContextMenu,
        listAgain: () => run(CommandIDs.refresh),
        listMore: () => void _options.history.more()
      },
      profiles: _options.profiles,
      trans
    };
    this._actions = {
      upload: () => run(CommandIDs.upload),
      uploadFolder: () => run(CommandIDs.uploadFolder),
      readOtherwise: activity => this.readOtherwise(activity),
      hindrance: workspaceId => _options.rights.hindrance('editor', workspaceId),
      readAgain: table => void commands.execute(CommandIDs.importAgain, { ...table }),
      report: table => void commands.execute(CommandIDs.showReport, { ...table }),
      refresh: () => run(CommandIDs.refresh),
      cancel: activity => _options.onCancel(activity),
      workspaceMenu: (x, y) => this._menu.open(x, y)
    };
    this.active = new ActiveLine(
      this.state,
      _options.tables,
      _options.saved,
      _options.history
    );
    workspaces.changed.connect(this._onWorkspacesChanged, this);
  }

  /** What is open, looked for and active in the tree. */
  readonly state = new BrowserState();

  /** What keys and menus are about. */
  readonly active: ActiveLine;

  /** Let the person choose files, and put them in line. */
  pickFiles(): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.addEventListener('change', () => void this._upload([...(input.files ?? [])]));
    input.click();
  }

  /** Let the person choose a folder, and put all files in it in line. */
  pickFolder(): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.webkitdirectory = true;
    input.addEventListener(
      'change',
      () => void this._upload(withoutClutter([...(input.files ?? [])]))
    );
    input.click();
  }

  /** Let the person decide how the file of an import is read. */
  readOtherwise({ workspaceId, fileId, name }: IActivity): void {
    if (fileId !== null) {
      const target = { workspaceId, fileId, fileName: name, mode: 'new' };
      void this._options.commands.execute(CommandIDs.openImport, target);
    }
  }

  /** Connect again where that is waited for, and list everything again. */
  async refresh(): Promise<void> {
    const { live, workspaces, tables, saved, history, profiles } = this._options;
    live.hurry();
    profiles.retry();
    await workspaces.refresh();
    await Promise.all([tables.refresh(), saved.refresh(), history.refresh()]);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._lingering);
    this._options.workspaces.changed.disconnect(this._onWorkspacesChanged, this);
    this._hold?.dispose();
    this._holdSaved?.dispose();
    this._menu.dispose();
    super.dispose();
  }

  handleEvent(event: Event): void {
    const { dataTransfer } = event as DragEvent;
    if (dataTransfer === null || !dataTransfer.types.includes('Files')) {
      return;
    }
    switch (event.type) {
      case 'dragenter':
      case 'dragover':
        event.preventDefault();
        event.stopPropagation();
        dataTransfer.dropEffect = this._mayAdd ? 'copy' : 'none';
        if (this._mayAdd) {
          this._over(lineOf(event), true);
        }
        break;
      case 'dragleave':
        if (!this.node.contains((event as DragEvent).relatedTarget as Node | null)) {
          this._over(null, false);
        }
        break;
      case 'drop': {
        event.preventDefault();
        event.stopPropagation();
        const table = this._tableOf(lineOf(event));
        this._over(null, false);
        void this._onDrop(dataTransfer, table);
        break;
      }
    }
  }

  protected override render(): React.JSX.Element {
    const { workspaces, tables, saved, history, readings, live, trans } = this._options;
    return (
      <Body
        workspaces={workspaces}
        tables={tables}
        saved={saved}
        history={history}
        readings={readings}
        live={live}
        state={this.state}
        actions={this._actions}
        context={this._context}
        trans={trans}
      />
    );
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    for (const type of DRAG_EVENTS) {
      this.node.addEventListener(type, this);
    }
    if (this.isVisible) {
      this._start();
    }
  }

  protected override onBeforeDetach(message: Message): void {
    for (const type of DRAG_EVENTS) {
      this.node.removeEventListener(type, this);
    }
    this._linger();
    super.onBeforeDetach(message);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._start();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._linger();
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    const wanted = ['.deita-Filter', '.deita-Empty button', '.deita-Switcher-select'];
    wanted
      .map(selector => this.node.querySelector<HTMLElement>(selector))
      .find(node => node !== null)
      ?.focus();
  }

  private _start(): void {
    clearTimeout(this._lingering);
    this._hold ??= this._options.live.hold();
    this._holdSaved ??= this._options.saved.hold();
    void this._options.workspaces.ready();
  }

  /** Stop listening in a while, once no file is on its way. */
  private _linger(): void {
    clearTimeout(this._lingering);
    this._lingering = setTimeout(() => {
      if (this._options.tables.busy) {
        this._linger();
      } else {
        this._hold?.dispose();
        this._holdSaved?.dispose();
        this._hold = this._holdSaved = null;
      }
    }, LINGER_MS);
  }

  private async _onDrop(transfer: DataTransfer, table: Table | null): Promise<void> {
    const { files, empty } = await droppedFiles(transfer);
    const [file, ...others] = files;
    if (this._options.rights.refuse('editor')) {
      return;
    }
    if (table !== null && file !== undefined && others.length + empty.length === 0) {
      this._options.onDropOnTable(table, file);
    } else {
      await this._upload(files, empty);
    }
  }

  /** Show where a file would be dropped: on a table's line, or anywhere. */
  private _over(line: HTMLElement | null, inside: boolean): void {
    const { trans } = this._options;
    for (const before of this.node.querySelectorAll<HTMLElement>('[data-drop-on]')) {
      if (before !== line) {
        delete before.dataset['dropOn'];
      }
    }
    if (line !== null) {
      line.dataset['dropOn'] = trans.__('Replace or append…');
    }
    this.toggleClass('deita-mod-dropTarget', inside && line === null);
  }

  private get _mayAdd(): boolean {
    return this._options.rights.hindrance('editor') === null;
  }

  private _tableOf(line: HTMLElement | null): Table | null {
    const key = line?.dataset['key'];
    return this._options.tables.tables.find(({ id }) => tableKey(id) === key) ?? null;
  }

  private async _upload(
    files: readonly UploadFile[],
    empty: readonly string[] = []
  ): Promise<void> {
    const { workspaces, rights, tables, trans } = this._options;
    await workspaces.ready();
    if (workspaces.current === null || rights.refuse('editor')) {
      // The panel says why, and what to do.
      return;
    }
    tables.upload(files);
    for (const name of empty) {
      tables.refuseUpload(
        name,
        new DeitaError({
          code: 'empty_folder',
          message: trans.__('There are no files in the folder %1.', name),
          hint: trans.__('Check that it is the right one.')
        })
      );
    }
  }

  private _onWorkspacesChanged(): void {
    const { workspaces, trans } = this._options;
    this.node.dataset['dropLabel'] =
      workspaces.current === null
        ? trans.__('Add to Deita')
        : trans.__('Add to %1', workspaces.current.name);
  }

  private readonly _menu: Menu;
  private readonly _actions: IBodyActions;
  private readonly _context: ILineContext;
  private _hold: IDisposable | null = null;
  private _holdSaved: IDisposable | null = null;
  private _lingering: ReturnType<typeof setTimeout> | undefined;
}

/** Open the context menu as JupyterLab and other extensions made it. */
function openContextMenu(line: Element, x: number, y: number): void {
  line.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: x,
      clientY: y
    })
  );
}

/** The line of a table that a file is dragged over. */
function lineOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest('.deita-Line-table') : null;
}

const DRAG_EVENTS = ['dragenter', 'dragover', 'dragleave', 'drop'];

export namespace DataBrowser {
  export interface IOptions {
    workspaces: WorkspacesModel;
    tables: TablesModel;
    saved: SavedModel;
    history: HistoryModel;
    profiles: ProfileStore;
    readings: Readings;
    rights: Rights;
    live: LiveEvents;
    commands: CommandRegistry;
    onCancel: IBodyActions['cancel'];
    /** A file was dropped on a table. */
    onDropOnTable: (table: Table, file: UploadFile) => void;
    trans: TranslationBundle;
  }
}
