import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from '../commands';
import type { LastEditor } from '../inserting';
import type { ActiveLine } from './active';
import { sqlName } from './sqlname';

/** What the commands about names need. */
export interface INameCommandOptions {
  active: ActiveLine;
  editor: LastEditor;
  trans: TranslationBundle;
}

/** Add the commands that take a table's or a column's name to where SQL is written. */
export function addNameCommands(
  commands: CommandRegistry,
  { active, editor, trans }: INameCommandOptions
): void {
  const name = (): string | null => {
    const found = active.column?.column.name ?? active.table?.name;
    return found === undefined ? null : sqlName(found);
  };

  commands.addCommand(CommandIDs.copyName, {
    label: trans.__('Copy Name'),
    isEnabled: () => name() !== null,
    execute: () => {
      const found = name();
      if (found !== null) {
        Clipboard.copyToSystem(found);
      }
    }
  });

  commands.addCommand(CommandIDs.insertName, {
    label: trans.__('Insert Name'),
    caption: () =>
      editor.isThere
        ? trans.__('Put it where you wrote last')
        : trans.__('Click into a cell or an editor first'),
    isEnabled: () => name() !== null && editor.isThere,
    execute: () => {
      const found = name();
      if (found !== null) {
        editor.insert(found);
      }
    }
  });

  editor.changed.connect(() => commands.notifyCommandChanged(CommandIDs.insertName));
}
