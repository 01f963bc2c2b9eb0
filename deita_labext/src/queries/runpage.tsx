/** What one statement gave: rows, a plan, an error, or how far it is. */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  CommandToolbarButton,
  ReactWidget,
  Toolbar,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { PanelLayout, Widget } from '@lumino/widgets';
import React from 'react';

import { ActionButton } from '../actionbutton';
import { CommandIDs } from '../commands';
import { errorWords } from '../errorwords';
import { Notice } from '../grid/notice';
import { RowsPanel } from '../grid/rowspanel';
import { addRowsItems } from '../grid/rowstoolbar';
import { pinIcon } from '../icons';
import { ErrorBlock } from '../results/errorblock';
import type { IDeitaClient, IDeitaFormats } from '../tokens';
import type { EditorModel } from './model';
import { PlanView } from './planview';
import type { IRun } from './run';

export interface IResultsOptions {
  model: EditorModel;
  client: IDeitaClient;
  commands: CommandRegistry;
  themes: IThemeManager | null;
  formats: IDeitaFormats | null;
  trans: TranslationBundle;
  /** Under which name the editor is known to other parts. */
  editorId: string;
}

export class RunPage extends Widget {
  constructor(
    readonly run: IRun,
    private readonly _options: IResultsOptions
  ) {
    super();
    this.addClass('deita-RunPage');
    this.layout = new PanelLayout();
  }

  override update(): void {
    const { run } = this;
    if (this._keep) {
      this._keep.pressed = run.pinned;
    }
    if (run.state === this._shown) {
      return;
    }
    this._shown = run.state;
    this._keep = null;
    const layout = this.layout as PanelLayout;
    for (const widget of [...layout.widgets]) {
      widget.dispose();
    }
    for (const widget of this._widgets()) {
      layout.addWidget(widget);
    }
  }

  private _widgets(): Widget[] {
    const { run } = this;
    const { model, trans } = this._options;
    switch (run.state) {
      case 'waiting':
      case 'running':
        return [
          new Notice({
            message: trans.__('Running…'),
            actions: [{ label: trans.__('Stop'), run: () => void model.stop() }]
          })
        ];
      case 'cancelled':
        return [new Notice({ message: trans.__('It was stopped.') })];
      case 'failed':
        return this._error();
      case 'done':
        return run.plan
          ? [
              this._toolbar(),
              ReactWidget.create(<PlanView plan={run.plan} trans={trans} />)
            ]
          : this._rows();
    }
  }

  private _error(): Widget[] {
    const { run } = this;
    const { commands, editorId, trans } = this._options;
    if (!run.error) {
      return [];
    }
    const { code, details } = run.error;
    const { message, hint } = errorWords(run.error, trans);
    const place = details as { line?: number; column?: number };
    return [
      new ErrorBlock(
        {
          version: 1,
          code,
          message,
          hint,
          sql: run.sql,
          line: place.line ?? null,
          column: place.column ?? null
        },
        { commands, trans, workspaceId: run.workspaceId, targetId: editorId }
      )
    ];
  }

  private _rows(): Widget[] {
    const { client, themes, formats, trans, commands } = this._options;
    const resultId = this.run.id;
    const name = trans.__('Result');
    const rows = new RowsPanel({
      client,
      source: { kind: 'result', resultId },
      name,
      themes,
      formats,
      trans
    });
    const toolbar = this._toolbar();
    toolbar.addItem('spacer', Toolbar.createSpacerItem());
    addRowsItems(toolbar, rows, { client, commands, trans });
    if (commands.hasCommand(CommandIDs.saveResult)) {
      const { workspaceId } = this.run;
      const args = { resultId, workspaceId, name, toolbar: true };
      toolbar.addItem(
        'save',
        new CommandToolbarButton({ commands, id: CommandIDs.saveResult, args })
      );
    }
    if (commands.hasCommand(CommandIDs.openResult)) {
      toolbar.addItem(
        'open',
        new ActionButton({
          label: trans.__('Open in Tab'),
          tooltip: trans.__('Show the rows in a tab of their own'),
          onClick: () =>
            void commands.execute(CommandIDs.openResult, { resultId, name })
        })
      );
    }
    return [toolbar, rows];
  }

  private _toolbar(): Toolbar {
    const { run } = this;
    const { model, trans } = this._options;
    const toolbar = new Toolbar();
    toolbar.addClass('deita-RunPage-toolbar');
    toolbar.node.setAttribute('aria-label', trans.__('Result'));
    this._keep = new ToolbarButton({
      icon: pinIcon,
      label: trans.__('Keep'),
      tooltip: trans.__('Keep this when statements are run again'),
      pressedTooltip: trans.__('It stays when statements are run again'),
      pressed: run.pinned,
      onClick: () => model.pin(run, !run.pinned)
    });
    toolbar.addItem('keep', this._keep);
    return toolbar;
  }

  private _keep: ToolbarButton | null = null;
  private _shown: IRun['state'] | null = null;
}
