/** The editors that are open: made when they are wanted, found by their ids. */
import type { IThemeManager } from '@jupyterlab/apputils';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { CodeEditor, IEditorServices } from '@jupyterlab/codeeditor';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Toolbar } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { JSONValue } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { Debouncer } from '@lumino/polling';
import { Panel, type Widget } from '@lumino/widgets';

import { askToSave, attempt } from '../dialogs';
import { queryIcon } from '../icons';
import type { SqlCatalog } from '../sql/catalog';
import type {
  IDeitaClient,
  IDeitaEvents,
  IDeitaFormats,
  IDeitaWorkspaces
} from '../tokens';
import type { SqlEditor } from './editor';
import { type IEditorState, readState } from './state';

const KEY = '@deita/labextension:editor:';
/** How long what is typed may be unkept. */
const KEEP_MS = 400;

const DIRTY = 'jp-mod-dirty';

/** A tab with an editor in it; the editor comes a moment later. */
export class EditorTab extends MainAreaWidget<Panel> {
  constructor(id: string) {
    super({ content: new Panel() });
    this.id = id;
    this.addClass('deita-EditorTab');
    this.title.icon = queryIcon;
    this.title.closable = true;
  }

  /** Whether it may go; asks a person where that is in doubt. */
  mayClose: () => Promise<boolean> = () => Promise.resolve(true);

  protected override onCloseRequest(msg: Message): void {
    if (this._asking) {
      return;
    }
    this._asking = true;
    void this.mayClose()
      .then(may => {
        if (may && !this.isDisposed) {
          super.onCloseRequest(msg);
        }
      })
      .finally(() => (this._asking = false));
  }

  private _asking = false;
}

export interface IEditorsOptions {
  client: IDeitaClient;
  live: IDeitaEvents;
  workspaces: IDeitaWorkspaces;
  catalog: SqlCatalog;
  services: IEditorServices;
  commands: CommandRegistry;
  state: IStateDB;
  themes: IThemeManager | null;
  formats: IDeitaFormats | null;
  trans: TranslationBundle;
}

/** Where an editor is put: the widget that it goes with, its toolbar, its body. */
interface IPlace {
  id: string;
  widget: Widget;
  toolbar: Toolbar;
  body: Panel;
  /** A document's text. */
  text: CodeEditor.IModel | null;
}

export class Editors {
  constructor(private readonly _options: IEditorsOptions) {}

  readonly tabs = new WidgetTracker<EditorTab>({ namespace: 'deita-editor' });

  /** The editor that a widget holds, once it is there. */
  of(widget: Widget | null): SqlEditor | null {
    return widget === null ? null : (this._byWidget.get(widget) ?? null);
  }

  /** The editor of that id. */
  find(id: string): SqlEditor | null {
    return [...this._byWidget].find(([widget]) => widget.id === id)?.[1] ?? null;
  }

  /** The tab of the editor that has a saved query open. */
  withSaved(savedId: string): EditorTab | null {
    return this.tabs.find(tab => this.of(tab)?.model.savedId === savedId) ?? null;
  }

  /** The state that was kept of an editor. */
  async kept(id: string): Promise<IEditorState | null> {
    return readState(await this._options.state.fetch(KEY + id));
  }

  /** What a new editor begins with. */
  async fresh(change: Partial<IEditorState>): Promise<IEditorState> {
    const { workspaces } = this._options;
    await workspaces.ready();
    return {
      text: '',
      workspaceId: workspaces.current?.id ?? '',
      name: '',
      savedId: null,
      savedText: null,
      params: {},
      runs: [],
      split: 0.45,
      ...change
    };
  }

  /** Fills a place with an editor. */
  async fill(place: IPlace, state: IEditorState): Promise<SqlEditor> {
    const { client, live, workspaces, catalog, services } = this._options;
    const { commands, themes, formats, trans } = this._options;
    const { id, widget, body, toolbar, text } = place;
    const [{ SqlEditor }, { fillToolbar }] = await Promise.all([
      import('./editor'),
      import('./toolbar')
    ]);
    const editor = new SqlEditor({
      id,
      services,
      client,
      live,
      catalog,
      commands,
      themes,
      formats,
      trans,
      state,
      text
    });
    if (widget.isDisposed) {
      editor.dispose();
      return editor;
    }
    const { model } = editor;
    fillToolbar(toolbar, {
      commands,
      model,
      workspaces,
      trans,
      editorId: id,
      isDocument: text !== null
    });
    body.addClass('deita-Editor-body');
    body.addWidget(editor);
    this._byWidget.set(widget, editor);
    if (widget instanceof EditorTab) {
      widget.mayClose = () => this._mayClose(editor);
    }
    const held = live.hold();
    this._keep(place, editor);
    widget.disposed.connect(() => {
      this._byWidget.delete(widget);
      held.dispose();
      void this._options.state.remove(KEY + id);
    });
    if (widget.isVisible) {
      editor.activate();
    }
    void workspaces.ready();
    return editor;
  }

  /** A saved query with changes is not closed unasked; what never was saved goes. */
  private async _mayClose({ model }: SqlEditor): Promise<boolean> {
    const { trans } = this._options;
    if (!model.dirty) {
      return true;
    }
    const answer = await askToSave(model.name, trans);
    return answer === 'save'
      ? attempt(trans.__('Save query'), trans, () => model.save(model.name))
      : answer === 'discard';
  }

  /** Keeps what is typed and chosen, and the title in step with it. */
  private _keep({ id, widget, text }: IPlace, editor: SqlEditor): void {
    const { model } = editor;
    const { state, commands } = this._options;
    const keeping = new Debouncer(
      () => state.save(KEY + id, editor.state as unknown as JSONValue),
      KEEP_MS
    );
    const update = (): void => {
      void keeping.invoke();
      if (text === null) {
        widget.title.label = model.name;
        // JupyterLab keeps marks of its own there.
        const marks = new Set(widget.title.className.split(' ').filter(Boolean));
        marks[model.dirty ? 'add' : 'delete'](DIRTY);
        widget.title.className = [...marks].join(' ');
      }
      commands.notifyCommandChanged();
    };
    model.changed.connect(update);
    editor.handleMoved.connect(update);
    widget.disposed.connect(() => keeping.dispose());
    update();
  }

  private readonly _byWidget = new Map<Widget, SqlEditor>();
}
