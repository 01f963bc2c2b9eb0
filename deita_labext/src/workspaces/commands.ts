import { InputDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from '../commands';
import { attempt, confirmDelete } from '../dialogs';
import type { WorkspacesModel } from './model';
import { Rights } from './rights';
import { workspaceLabel } from './words';

/** Add the commands that make, choose, rename and delete workspaces. */
export function addWorkspaceCommands(
  commands: CommandRegistry,
  model: WorkspacesModel,
  trans: TranslationBundle
): void {
  const guarded = new Rights(model, trans).guard(commands);
  commands.addCommand(CommandIDs.switchWorkspace, {
    label: trans.__('Switch Workspace…'),
    execute: async ({ workspaceId }) => {
      await model.ready();
      const id =
        typeof workspaceId === 'string'
          ? workspaceId
          : await askWorkspace(model, trans);
      if (id !== null) {
        model.select(id);
      }
    }
  });

  commands.addCommand(CommandIDs.newWorkspace, {
    label: trans.__('New Workspace…'),
    caption: trans.__('Make a workspace and go there'),
    execute: async () => {
      const title = trans.__('New workspace');
      const name = await askName(title, '', trans.__('Create'), trans);
      if (name !== null) {
        await model.ready();
        await attempt(title, trans, () => model.create(name));
      }
    }
  });

  commands.addCommand(CommandIDs.shareWorkspace, {
    label: () =>
      model.owns ? trans.__('Share Workspace…') : trans.__('Members of Workspace…'),
    caption: trans.__('Who may read the workspace, and who may change it'),
    // On a server of one's own there is nobody to share with.
    isVisible: () => model.shares,
    isEnabled: () => model.current !== null,
    execute: async () => {
      await model.ready();
      const members = model.members();
      if (members !== null) {
        const { showMembers } = await import('./share');
        await showMembers(members, trans);
        // Who has left looks at another workspace from now on.
        await model.refresh();
      }
    }
  });

  guarded.addCommand(CommandIDs.renameWorkspace, {
    label: trans.__('Rename Workspace…'),
    execute: async () => {
      await model.ready();
      const { current } = model;
      if (current === null) {
        return;
      }
      const title = trans.__('Rename workspace');
      const name = await askName(title, current.name, trans.__('Rename'), trans);
      if (name !== null && name !== current.name) {
        await attempt(title, trans, () => model.rename(current.id, name));
      }
    }
  });

  guarded.addCommand(CommandIDs.deleteWorkspace, {
    label: trans.__('Delete Workspace…'),
    execute: async () => {
      await model.ready();
      const { current } = model;
      if (current === null) {
        return;
      }
      const title = trans.__('Delete %1?', current.name);
      const body =
        current.bytes === 0
          ? trans.__('It is empty. This cannot be undone.')
          : trans._n(
              'Its %1 table and all of its files go with it. This cannot be undone.',
              'Its %1 tables and all of its files go with it. This cannot be undone.',
              current.table_count
            );
      if (await confirmDelete(title, body, trans)) {
        await attempt(title, trans, () => model.remove(current.id));
      }
    }
  });
}

/** Ask which workspace to go to; null where it is none. */
async function askWorkspace(
  { items, current }: WorkspacesModel,
  trans: TranslationBundle
): Promise<string | null> {
  const names = items.map(item => workspaceLabel(item, trans));
  const { button, value } = await InputDialog.getItem({
    title: trans.__('Switch workspace'),
    label: trans.__('Workspace'),
    items: names,
    current: current === null ? 0 : workspaceLabel(current, trans),
    okLabel: trans.__('Switch'),
    cancelLabel: trans.__('Cancel')
  });
  return button.accept ? (items[names.indexOf(value ?? '')]?.id ?? null) : null;
}

/** Ask for a name; null where there is none. */
export async function askName(
  title: string,
  text: string,
  okLabel: string,
  trans: TranslationBundle
): Promise<string | null> {
  const { button, value } = await InputDialog.getText({
    title,
    label: trans.__('Name'),
    text,
    okLabel,
    cancelLabel: trans.__('Cancel'),
    required: true
  });
  const name = value?.trim() ?? '';
  return button.accept && name !== '' ? name : null;
}
