/** A statement's error: what is wrong, the place marked, the hint, and what a model can do. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

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
export function errorBlock(error: IErrorBundle, actions: IErrorActions): HTMLElement {
  const node = document.createElement('div');
  node.className = 'deita-SqlError';
  node.setAttribute('role', 'group');
  node.setAttribute('aria-label', 'SQL error');
  const marked = markedLine(error);
  node.append(
    element('p', 'deita-SqlError-message', error.message),
    ...(marked ? [element('pre', 'deita-SqlError-place', marked)] : []),
    ...(error.hint ? [element('p', 'deita-SqlError-hint', error.hint)] : [])
  );
  const offered = buttons(error, actions);
  if (offered.length > 0) {
    const line = document.createElement('div');
    line.className = 'deita-SqlError-actions';
    line.append(...offered);
    node.append(line);
  }
  return node;
}

function buttons(error: IErrorBundle, actions: IErrorActions): HTMLElement[] {
  const { commands, trans, workspaceId, targetId } = actions;
  const { code, message, hint, sql, line, column } = error;
  const args = {
    workspaceId,
    sql,
    error: { code, message, hint, line, column },
    target: 'editor',
    targetId
  };
  return [
    { command: CommandIDs.fixWithAi, label: trans.__('Fix with AI') },
    { command: CommandIDs.explainWithAi, label: trans.__('Explain with AI') }
  ].flatMap(({ command, label }) => {
    if (
      !commands.hasCommand(command) ||
      !commands.isEnabled(command, args) ||
      !commands.isVisible(command, args)
    ) {
      return [];
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-Button jp-mod-styled jp-mod-minimal deita-SqlError-action';
    button.textContent = label;
    button.addEventListener('click', () => void commands.execute(command, args));
    return [button];
  });
}

function element(tag: 'p' | 'pre', className: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
