/** An editor for SQL: its text above, what statements gave below. */
import '../../style/queries.css';

import type { IThemeManager } from '@jupyterlab/apputils';
import {
  CodeEditor,
  CodeEditorWrapper,
  type IEditorServices
} from '@jupyterlab/codeeditor';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { Panel, SplitPanel } from '@lumino/widgets';
import React from 'react';

import type { SqlCatalog } from '../sql/catalog';
import { checkAgain } from '../sql/checking';
import { type IStatement, statementAt, statements } from '../sql/statements';
import type { IDeitaClient, IDeitaEvents, IDeitaFormats } from '../tokens';
import { offerNothing, sqlEditing } from './language';
import { EditorModel } from './model';
import { ParamsForm } from './params';
import { Results } from './results';
import type { IEditorState } from './state';

export class SqlEditor extends SplitPanel {
  constructor(private readonly _options: SqlEditor.IOptions) {
    super({ orientation: 'vertical', spacing: 1 });
    this.addClass('deita-Editor');
    const { services, state, client, live, catalog, trans, commands } = _options;
    const given = _options.text;
    this._text = given ?? new CodeEditor.Model({ mimeType: 'text/x-sql' });
    this._ownsText = given === null;
    const { sharedModel } = this._text;
    if (state.text !== null) {
      sharedModel.setSource(state.text);
    }
    const model = (this.model = new EditorModel({
      client,
      live,
      state,
      trans,
      text: {
        get text() {
          return sharedModel.getSource();
        },
        set text(text: string) {
          sharedModel.setSource(text);
        }
      }
    }));

    const wrapper = new CodeEditorWrapper({
      model: this._text,
      factory: options =>
        services.factoryService.newDocumentEditor({
          ...options,
          extensions: [
            ...(options.extensions ?? []),
            sqlEditing({
              catalog,
              trans,
              workspaceId: () => model.workspaceId,
              check: signal => model.check(signal)
            })
          ]
        }),
      editorOptions: { config: { lineNumbers: true, autoClosingBrackets: true } }
    });
    wrapper.addClass('deita-Editor-code');
    this.code = codeMirrorOf(wrapper.editor);
    this.code.editor.contentDOM.setAttribute('aria-label', trans.__('SQL'));

    const params = ReactWidget.create(<ParamsForm model={model} trans={trans} />);
    params.addClass('deita-Editor-params');
    const upper = new Panel();
    upper.addClass('deita-Editor-upper');
    upper.addWidget(params);
    upper.addWidget(wrapper);
    this.results = new Results({
      model,
      client,
      commands,
      trans,
      themes: _options.themes,
      formats: _options.formats,
      editorId: _options.id
    });
    this.addWidget(upper);
    this.addWidget(this.results);
    this.setRelativeSizes([state.split, 1 - state.split]);

    sharedModel.changed.connect(model.touch, model);
    model.tablesChanged.connect(this._look, this);
  }

  readonly code: CodeMirrorEditor;
  readonly model: EditorModel;
  readonly results: Results;

  get editorId(): string {
    return this._options.id;
  }

  /** The result that is shown; null where none is. */
  get resultId(): string | null {
    const { current } = this.results;
    return current?.state === 'done' && current.kind === 'rows' ? current.id : null;
  }

  /** What is kept of it over a reload. */
  get state(): IEditorState {
    const [upper] = this.relativeSizes();
    return this.model.state(upper ?? 0.5, this._ownsText);
  }

  /** The statements that are selected, or the one at the cursor. */
  get chosen(): Pick<IStatement, 'text'>[] {
    const { from, to, empty, head } = this.code.editor.state.selection.main;
    const text = this.model.text;
    if (!empty) {
      return statements(text.slice(from, to));
    }
    const found = statementAt(text, head);
    return found ? [found] : [];
  }

  runAll(): Promise<void> {
    offerNothing(this.code.editor);
    return this.model.run(statements(this.model.text));
  }

  runChosen(): Promise<void> {
    offerNothing(this.code.editor);
    return this.model.run(this.chosen);
  }

  async explain(analyze: boolean): Promise<void> {
    offerNothing(this.code.editor);
    const [first] = this.chosen;
    if (first) {
      await this.model.explain(first, analyze);
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._text.sharedModel.changed.disconnect(this.model.touch, this.model);
    super.dispose();
    this.model.dispose();
    if (this._ownsText) {
      this._text.dispose();
    }
  }

  override handleEvent(event: Event): void {
    // The code editor would break the line before JupyterLab hears of the key.
    const key = event as KeyboardEvent;
    if (event.type === 'keydown' && key.key === 'Enter') {
      if (key.ctrlKey || key.metaKey || key.shiftKey) {
        this._options.commands.processKeydownEvent(key);
      }
    } else {
      super.handleEvent(event);
    }
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.node.addEventListener('keydown', this, true);
  }

  protected override onBeforeDetach(msg: Message): void {
    this.node.removeEventListener('keydown', this, true);
    super.onBeforeDetach(msg);
  }

  protected override onActivateRequest(): void {
    this.code.focus();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._look();
  }

  protected override onBeforeHide(msg: Message): void {
    offerNothing(this.code.editor);
    super.onBeforeHide(msg);
  }

  /** Looks for errors where that may have changed. */
  private _look(): void {
    if (this.isVisible) {
      checkAgain(this.code.editor);
    }
  }

  private readonly _ownsText: boolean;
  private readonly _text: CodeEditor.IModel;
}

/** JupyterLab's own factory makes editors of this kind only. */
function codeMirrorOf(editor: CodeEditor.IEditor): CodeMirrorEditor {
  if (!('editor' in editor)) {
    throw new Error('SQL editors need JupyterLab’s CodeMirror editors.');
  }
  return editor as unknown as CodeMirrorEditor;
}

export namespace SqlEditor {
  export interface IOptions {
    id: string;
    services: IEditorServices;
    client: IDeitaClient;
    live: IDeitaEvents | null;
    catalog: SqlCatalog;
    commands: CommandRegistry;
    themes: IThemeManager | null;
    formats: IDeitaFormats | null;
    trans: TranslationBundle;
    state: IEditorState;
    /** A document's text; null where the editor has one of its own. */
    text: CodeEditor.IModel | null;
  }
}
