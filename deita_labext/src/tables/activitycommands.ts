/** Commands about a file on its way to a table, and about what became of it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import type { Rights } from '../workspaces/rights';
import { type IActivity, isFinal } from './activity';
import type { TablesModel } from './model';

export interface IActivityCommandOptions {
  tables: TablesModel;
  rights: Rights;
  /** The key of the one whose context menu is open, or where the focus is; null: of none. */
  at: (menu: boolean) => string | null;
  /** Decide otherwise how its file is read. */
  readOtherwise: (activity: IActivity) => void;
  trans: TranslationBundle;
}

/** Stop a file on its way; where it cannot be, say why. */
export async function cancelActivity(
  tables: TablesModel,
  activity: IActivity,
  trans: TranslationBundle
): Promise<void> {
  await attempt(trans.__('Cancel %1', activity.name), trans, () =>
    tables.cancel(activity)
  );
}

/**
 * Add them. Each is about the one whose context menu is open (argument `menu`), or which has
 * the focus; else about the newest that it fits.
 */
export function addActivityCommands(
  commands: CommandRegistry,
  { tables, rights, at, readOtherwise, trans }: IActivityCommandOptions
): void {
  const add = (
    id: string,
    label: string,
    fits: (activity: IActivity) => boolean,
    run: (activity: IActivity) => unknown
  ): void => {
    const target = ({ menu }: ReadonlyPartialJSONObject): IActivity | undefined => {
      const key = at(menu === true);
      const fitting = tables.activities.filter(fits);
      return key === null ? fitting.at(-1) : fitting.find(each => each.key === key);
    };
    const guarded = rights.guard(commands, args => target(args)?.workspaceId);
    guarded.addCommand(id, {
      label,
      isEnabled: args => target(args) !== undefined,
      execute: async args => {
        const activity = target(args);
        if (activity !== undefined) {
          await run(activity);
        }
      }
    });
  };
  add(
    CommandIDs.cancelActivity,
    trans.__('Cancel Import'),
    ({ phase }) => !isFinal(phase),
    activity => cancelActivity(tables, activity, trans)
  );
  add(
    CommandIDs.retryActivity,
    trans.__('Try Import Again'),
    ({ canRetry }) => canRetry,
    activity => tables.retry(activity)
  );
  add(
    CommandIDs.readActivityOtherwise,
    trans.__('Change How It Is Read…'),
    ({ phase, fileId }) => phase === 'failed' && fileId !== null,
    readOtherwise
  );
  add(
    CommandIDs.dismissActivity,
    trans.__('Dismiss Notice'),
    ({ phase }) => isFinal(phase),
    activity => tables.dismiss(activity)
  );
  commands.addCommand(CommandIDs.dismissActivities, {
    label: trans.__('Dismiss All Notices'),
    isEnabled: () => tables.activities.some(({ phase }) => isFinal(phase)),
    execute: () =>
      tables.dismiss(...tables.activities.filter(({ phase }) => isFinal(phase)))
  });
  tables.changed.connect(() => {
    for (const id of ACTIVITY_COMMANDS) {
      commands.notifyCommandChanged(id);
    }
  });
}

/** Those commands, in the order of their menu. */
export const ACTIVITY_COMMANDS: readonly string[] = [
  CommandIDs.cancelActivity,
  CommandIDs.retryActivity,
  CommandIDs.readActivityOtherwise,
  CommandIDs.dismissActivity,
  CommandIDs.dismissActivities
];
