/** A statement's error: what is wrong, the place marked, the hint, and what a model can do. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import { type IErrorBundle, markedLine } from './bundle';

export interface IErrorActions {
  commands: CommandRegistry;
  trans: TranslationBundle;
  /** Empty where it is not known. */
  workspaceId: string;
  /** The editor that the statement stands in. */
  targetId: string;
}

/** Text only, never HTML. Buttons for what is there and can be done now. */
export class ErrorBlock extends Widget {
  constructor(
    private readonly _error: IErrorBundle,
    private readonly _actions: IErrorActions
  ) {
    super();
    this.addClass('deita-SqlError');
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', _actions.trans.__('SQL error'));
    const marked = markedLine(_error);
    this.node.append(
      element('p', 'deita-SqlError-message', _error.message),
      ...(marked ? [element('pre', 'deita-SqlError-place', marked)] : []),
      ...(_error.hint ? [element('p', 'deita-SqlError-hint', _error.hint)] : []),
      this._line
    );
    this._line.className = 'deita-SqlError-actions';
    // Whether there is a model is asked for only now, and known a moment later.
    _actions.commands.commandChanged.connect(this._offer, this);
    this._offer();
  }

  override dispose(): void {
    this._actions.commands.commandChanged.disconnect(this._offer, this);
    super.dispose();
  }

  private _offer(): void {
    const { commands, trans, workspaceId, targetId } = this._actions;
    const { code, message, hint, sql, line, column } = this._error;
    const args = {
      workspaceId,
      sql,
      error: { code, message, hint, line, column },
      target: 'editor',
      targetId
    };
    const offered = [
      { command: CommandIDs.fixWithAi, label: trans.__('Fix with AI') },
      { command: CommandIDs.explainWithAi, label: trans.__('Explain with AI') }
    ].filter(
      ({ command }) =>
        commands.hasCommand(command) &&
        commands.isEnabled(command, args) &&
        commands.isVisible(command, args)
    );
    const labels = offered.map(({ label }) => label).join();
    if (labels === this._offered) {
      return;
    }
    this._offered = labels;
    this._line.hidden = offered.length === 0;
    this._line.replaceChildren(
      ...offered.map(({ command, label }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className =
          'jp-Button jp-mod-styled jp-mod-minimal deita-SqlError-action';
        button.textContent = label;
        button.addEventListener('click', () => void commands.execute(command, args));
        return button;
      })
    );
  }

  private readonly _line = document.createElement('div');
  private _offered: string | null = null;
}

function element(tag: 'p' | 'pre', className: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
