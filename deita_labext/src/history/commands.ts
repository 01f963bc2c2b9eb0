import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Past } from '../api/contract';
import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { queryIcon, tableIcon } from '../icons';
import type { IStatement, QueryPlaces } from '../places';

/** A query of the history, and the workspace it ran in. */
interface IPastOf {
  past: Past;
  workspaceId: string;
}

/** What the commands about the history need. */
export interface IHistoryCommandOptions {
  /** The query that is active in the data browser. */
  active: () => IPastOf | null;
  places: QueryPlaces;
  trans: TranslationBundle;
}

/** Add the commands about the query of the history that is active in the data browser. */
export function addHistoryCommands(
  commands: CommandRegistry,
  { active, places, trans }: IHistoryCommandOptions
): void {
  const isEnabled = (): boolean => active() !== null;

  commands.addCommand(CommandIDs.openPast, {
    label: trans.__('Open Again in Editor'),
    icon: queryIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled,
    execute: async () => {
      const found = active();
      if (found !== null) {
        await places.open({ ...statementOf(found), name: trans.__('Query') });
      }
    }
  });

  commands.addCommand(CommandIDs.openPastResult, {
    label: trans.__('Open Its Result'),
    caption: trans.__('The rows as they were, as long as they are kept'),
    icon: tableIcon.bindprops({ stylesheet: 'menuItem' }),
    isEnabled: () => {
      const past = active()?.past;
      return past?.state === 'done' && new Date(past.expires_at) > new Date();
    },
    execute: async () => {
      const past = active()?.past;
      if (past !== undefined) {
        await commands.execute(CommandIDs.openResult, {
          resultId: past.id,
          name: trans.__('Result')
        });
      }
    }
  });

  commands.addCommand(CommandIDs.insertPast, {
    label: trans.__('Insert as Cell'),
    isEnabled,
    execute: async () => {
      const found = active();
      if (found !== null) {
        await attempt(trans.__('Insert as cell'), trans, () =>
          places.insert(statementOf(found))
        );
      }
    }
  });

  commands.addCommand(CommandIDs.copyPast, {
    label: trans.__('Copy SQL'),
    isEnabled,
    execute: () => {
      const found = active();
      if (found !== null) {
        Clipboard.copyToSystem(found.past.sql);
      }
    }
  });
}

/** The statement with the values that it ran with. */
function statementOf({ past, workspaceId }: IPastOf): IStatement {
  const params = past.params as ReadonlyPartialJSONObject;
  return { workspaceId, sql: past.sql, params };
}
