import { Clipboard, InputDialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { SavedQuery } from '../api/contract';
import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { queryIcon } from '../icons';
import type { QueryPlaces } from '../places';
import { askName } from '../workspaces/commands';
import type { Guarded } from '../workspaces/rights';
import { savedLink } from './link';
import type { SavedModel } from './model';

/** How long the notice of a deletion offers to undo it. */
const UNDO_MS = 15_000;

/** What the commands about saved queries need. */
export interface ISavedCommandOptions {
  /** Where those go that change what is in the workspace. */
  edits: Guarded;
  saved: SavedModel;
  /** The one that is active in the data browser. */
  active: () => SavedQuery | null;
  places: QueryPlaces;
  trans: TranslationBundle;
}

/** Add the commands about the saved query that is active in the data browser. */
export function addSavedCommands(
  commands: CommandRegistry,
  { edits, saved, active, places, trans }: ISavedCommandOptions
): void {
  const add = (
    command: string,
    label: string,
    execute: (query: SavedQuery) => unknown,
    more: Partial<CommandRegistry.ICommandOptions> = {},
    to: Guarded = commands
  ): void => {
    to.addCommand(command, {
      label,
      isEnabled: () => active() !== null,
      ...more,
      execute: async () => {
        const query = active();
        if (query !== null) {
          await execute(query);
        }
      }
    });
  };

  add(
    CommandIDs.openSaved,
    trans.__('Open in Editor'),
    ({ workspace_id, id, name, sql }) =>
      places.open({ workspaceId: workspace_id, sql, name, savedId: id }),
    { icon: queryIcon.bindprops({ stylesheet: 'menuItem' }) }
  );

  add(CommandIDs.insertSaved, trans.__('Insert as Cell'), ({ workspace_id, sql }) =>
    attempt(trans.__('Insert as cell'), trans, () =>
      places.insert({ workspaceId: workspace_id, sql })
    )
  );

  add(CommandIDs.copySavedLink, trans.__('Copy Link'), query =>
    Clipboard.copyToSystem(savedLink(query))
  );

  add(CommandIDs.copySaved, trans.__('Copy SQL'), ({ sql }) =>
    Clipboard.copyToSystem(sql)
  );

  add(
    CommandIDs.describeSaved,
    trans.__('Describe…'),
    async query => {
      const title = trans.__('Describe %1', query.name);
      const { button, value } = await InputDialog.getText({
        title,
        label: trans.__('What the query is for'),
        text: query.description ?? '',
        okLabel: trans.__('Save'),
        cancelLabel: trans.__('Cancel')
      });
      const description = value?.trim() || null;
      if (button.accept && description !== query.description) {
        await attempt(title, trans, () => saved.update(query, { description }));
      }
    },
    {},
    edits
  );

  add(
    CommandIDs.renameSaved,
    trans.__('Rename…'),
    async query => {
      const title = trans.__('Rename saved query');
      const name = await askName(title, query.name, trans.__('Rename'), trans);
      if (name !== null && name !== query.name) {
        await attempt(title, trans, () => saved.update(query, { name }));
      }
    },
    {},
    edits
  );

  add(
    CommandIDs.deleteSaved,
    trans.__('Delete'),
    async query => {
      const title = trans.__('Delete %1', query.name);
      if (await attempt(title, trans, () => saved.remove(query))) {
        Notification.info(trans.__('%1 is deleted.', query.name), {
          autoClose: UNDO_MS,
          actions: [
            {
              label: trans.__('Undo'),
              callback: () =>
                void attempt(trans.__('Bring %1 back', query.name), trans, () =>
                  saved.restore(query)
                )
            }
          ]
        });
      }
    },
    {},
    edits
  );
}
