import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { WorkspacesModel } from './model';
import { readOnlyText } from './words';

/** Where commands are added that change what is in the current workspace. */
export type Edits = Pick<CommandRegistry, 'addCommand'>;

/** Adds commands that are not for those who may only read the current workspace. */
export function forEditors(
  commands: CommandRegistry,
  workspaces: WorkspacesModel,
  trans: TranslationBundle
): Edits {
  return {
    addCommand: (id, options) =>
      commands.addCommand(id, {
        ...options,
        isEnabled: args =>
          workspaces.mayEdit && (options.isEnabled?.call(undefined, args) ?? true),
        execute: (args): unknown =>
          tellReadOnly(workspaces, trans)
            ? undefined
            : options.execute.call(undefined, args)
      })
  };
}

/** Where the current workspace may only be read, say so. Gives whether that is so. */
export function tellReadOnly(
  { current, mayEdit }: WorkspacesModel,
  trans: TranslationBundle
): boolean {
  if (mayEdit || current === null) {
    return false;
  }
  Notification.warning(readOnlyText(current, trans), { autoClose: 8000 });
  return true;
}
