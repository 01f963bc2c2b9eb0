/** SQL files, opened in an editor that can run them; saved as all documents are. */
import type { ILayoutRestorer } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import {
  ABCWidgetFactory,
  DocumentRegistry,
  DocumentWidget
} from '@jupyterlab/docregistry';
import { Panel } from '@lumino/widgets';

import { queryIcon } from '../icons';
import type { Editors } from './editors';

type SqlDocument = DocumentWidget<Panel, DocumentRegistry.ICodeModel>;

export class SqlDocuments extends ABCWidgetFactory<
  SqlDocument,
  DocumentRegistry.ICodeModel
> {
  constructor(options: DocumentRegistry.IWidgetFactoryOptions & { editors: Editors }) {
    super(options);
    this._editors = options.editors;
  }

  protected override createNewWidget(
    context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>
  ): SqlDocument {
    const widget = new DocumentWidget({ content: new Panel(), context });
    widget.title.icon = queryIcon;
    void this._fill(widget, context);
    return widget;
  }

  private async _fill(
    widget: SqlDocument,
    context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>
  ): Promise<void> {
    await context.ready;
    const id = widget.id || `deita-document-${context.localPath}`;
    const kept = await this._editors.kept(id);
    const begin = await this._editors.fresh({ ...kept, text: null });
    if (!widget.isDisposed) {
      await this._editors.fill(
        {
          id,
          widget,
          toolbar: widget.toolbar,
          body: widget.content,
          text: context.model
        },
        begin
      );
    }
  }

  private readonly _editors: Editors;
}

/** Has the documents that are open come back with the layout. */
export function trackDocuments(
  documents: SqlDocuments,
  restorer: ILayoutRestorer | null
): void {
  const tracker = new WidgetTracker<SqlDocument>({ namespace: 'deita-sql-document' });
  documents.widgetCreated.connect((_, widget) => {
    widget.context.pathChanged.connect(() => void tracker.save(widget));
    void tracker.add(widget);
  });
  void restorer?.restore(tracker, {
    command: 'docmanager:open',
    args: ({ context }) => ({ path: context.path, factory: documents.name }),
    name: ({ context }) => context.path
  });
}
