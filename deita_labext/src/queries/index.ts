import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { findCell, replaceInCell, runCell } from '../cells/places';
import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { queryIcon } from '../icons';
import { inTab } from '../pages/address';
import { SqlCatalog } from '../sql/catalog';
import {
  IDeitaClient,
  IDeitaEditors,
  IDeitaEvents,
  IDeitaFormats,
  IDeitaWorkspaces,
  type IEditorOptions
} from '../tokens';
import { Rights } from '../workspaces/rights';
import { addEditorCommands } from './commands';
import { SqlDocuments, trackDocuments } from './documents';
import { Editors, EditorTab } from './editors';
import type { IEditorState } from './state';
import { kindOf } from './values';

const editors: JupyterFrontEndPlugin<IDeitaEditors> = {
  id: '@deita/labextension:editors',
  description: 'SQL editors: in tabs of their own, and for .sql files.',
  autoStart: true,
  requires: [IDeitaClient, IDeitaEvents, IDeitaWorkspaces, IEditorServices, IStateDB],
  optional: [
    IDeitaFormats,
    IThemeManager,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    INotebookTracker
  ],
  provides: IDeitaEditors,
  activate: (
    app: JupyterFrontEnd,
    client: IDeitaClient,
    live: IDeitaEvents,
    workspaces: IDeitaWorkspaces,
    services: IEditorServices,
    state: IStateDB,
    formats: IDeitaFormats | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    notebooks: INotebookTracker | null
  ): IDeitaEditors => {
    const { commands, shell, docRegistry } = app;
    const trans = (translator ?? nullTranslator).load('deita');
    const catalog = new SqlCatalog(client, live);
    const open = new Editors({
      client,
      live,
      workspaces,
      catalog,
      services,
      commands,
      state,
      themes,
      formats,
      trans
    });
    let last: string | null = null;
    let count = 0;

    const show = async (id: string, begin: IEditorState): Promise<void> => {
      const tab = new EditorTab(id);
      count += 1;
      const name = begin.name || trans.__('SQL %1', count);
      tab.title.label = name;
      tab.title.caption = trans.__('SQL editor');
      await open.tabs.add(tab);
      shell.add(tab, 'main');
      await open.fill(
        { id, widget: tab, toolbar: tab.toolbar, body: tab.content, text: null },
        { ...begin, name, text: begin.text ?? '' }
      );
    };

    const openWith = async (options: IEditorOptions): Promise<string> => {
      const { workspaceId, sql, name, savedId, params } = options;
      const shown = savedId === undefined ? null : open.withSaved(savedId);
      if (shown) {
        shell.activateById(shown.id);
        return shown.id;
      }
      const begin = await open.fresh({
        ...(workspaceId !== undefined && { workspaceId }),
        ...(sql !== undefined && { text: sql }),
        ...(name !== undefined && { name }),
        params: Object.fromEntries(
          Object.entries(params ?? {}).map(([key, value]) => [key, typedOf(value)])
        )
      });
      if (savedId !== undefined) {
        const saved = await client.savedQuery(begin.workspaceId, savedId);
        Object.assign(begin, {
          text: sql ?? saved.sql,
          name: saved.name,
          savedId: saved.id,
          savedText: saved.sql
        });
      }
      const id = `deita-editor-${UUID.uuid4()}`;
      await show(id, begin);
      shell.activateById(id);
      return id;
    };

    const documents = new SqlDocuments({
      name: 'SQL (Deita)',
      label: trans.__('SQL (Deita)'),
      modelName: 'text',
      fileTypes: ['deita-sql'],
      defaultFor: [],
      editors: open
    });
    // JupyterLab knows SQL as a language of its editor, not as a type of files.
    docRegistry.addFileType({
      name: 'deita-sql',
      displayName: trans.__('SQL File'),
      extensions: ['.sql'],
      mimeTypes: ['text/x-sql'],
      icon: queryIcon
    });
    docRegistry.addWidgetFactory(documents as DocumentRegistry.WidgetFactory);
    trackDocuments(documents, restorer);

    const currentEditor = (): ReturnType<Editors['of']> => {
      const shown = open.of(shell.currentWidget);
      return shown ?? (last === null ? null : open.find(last));
    };
    shell.currentChanged?.connect(() => {
      const widget = shell.currentWidget;
      if (widget && open.of(widget)) {
        last = widget.id;
      }
      commands.notifyCommandChanged();
    });

    commands.addCommand(CommandIDs.openEditor, {
      label: trans.__('Open in SQL Editor'),
      execute: inTab(CommandIDs.openEditor, async args => {
        const { editorId } = args;
        if (typeof editorId === 'string') {
          // A tab of the layout that is restored.
          const kept = await open.kept(editorId);
          await show(editorId, kept ?? (await open.fresh({})));
          return;
        }
        await attempt(trans.__('Open in SQL editor'), trans, () => openWith(args));
      })
    });
    commands.addCommand(CommandIDs.newEditor, {
      label: args =>
        args.isLauncher === true ? trans.__('SQL Editor') : trans.__('New SQL Editor'),
      caption: trans.__('Write SQL over the tables of a workspace'),
      icon: args => (args.isPalette === true ? undefined : queryIcon),
      execute: inTab(CommandIDs.newEditor, () => openWith({}))
    });
    palette?.addItem({
      command: CommandIDs.newEditor,
      category: trans.__('Deita'),
      args: { isPalette: true }
    });
    launcher?.add({
      command: CommandIDs.newEditor,
      category: trans.__('Deita'),
      args: { isLauncher: true },
      rank: 1
    });
    addEditorCommands(commands, {
      client,
      palette,
      rights: new Rights(workspaces, trans),
      trans,
      editor: args =>
        typeof args.editorId === 'string'
          ? open.find(args.editorId)
          : open.of(shell.currentWidget),
      open: openWith
    });

    void restorer?.restore(open.tabs, {
      command: CommandIDs.openEditor,
      args: tab => ({ editorId: tab.id }),
      name: tab => tab.id
    });

    return {
      open: openWith,
      get current() {
        const editor = currentEditor();
        return editor === null
          ? null
          : {
              id: editor.editorId,
              workspaceId: editor.model.workspaceId,
              sql: editor.model.text,
              resultId: editor.resultId
            };
      },
      replace: (id, sql, instead) => {
        const editor = open.find(id);
        if (editor === null) {
          return replaceInCell(notebooks, id, sql);
        }
        return editor.model.replace(instead, sql);
      },
      run: async id => {
        const editor = open.find(id);
        const place = editor === null ? findCell(notebooks, id)?.panel.id : id;
        if (place !== undefined) {
          shell.activateById(place);
        }
        if (editor === null) {
          await runCell(notebooks, id);
        }
        await editor?.runAll();
      }
    };
  }
};

function typedOf(
  value: string | number | boolean | null
): IEditorState['params'][string] {
  if (value === null) {
    return { kind: 'null', text: '' };
  }
  if (typeof value === 'string') {
    return { kind: 'text', text: value };
  }
  const text = String(value);
  return { kind: typeof value === 'boolean' ? 'boolean' : kindOf(text), text };
}

const plugins: JupyterFrontEndPlugin<unknown>[] = [editors];

export default plugins;
