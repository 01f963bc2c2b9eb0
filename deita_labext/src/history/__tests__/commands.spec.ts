import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import type { Past } from '../../api/contract';
import { CommandIDs } from '../../commands';
import type { IDeitaNotebooks } from '../../tokens';
import { QueryPlaces } from '../../places';
import { addHistoryCommands } from '../commands';

describe('commands about the history', () => {
  it('take a statement with the values it ran with', async () => {
    const commands = new CommandRegistry();
    const opened: unknown[] = [];
    const inserted: (readonly string[])[] = [];
    commands.addCommand(CommandIDs.openEditor, { execute: args => opened.push(args) });
    const cells: IDeitaNotebooks = {
      isOpen: true,
      insert: texts => {
        inserted.push(texts);
        return Promise.resolve();
      }
    };
    const past = { sql: 'from t where n > $least', params: { least: 3 } };
    addHistoryCommands(commands, {
      active: () => ({ past: past as unknown as Past, workspaceId: 'w1' }),
      places: new QueryPlaces(commands, cells, {
        items: [],
        ready: () => Promise.resolve()
      }),
      trans: nullTranslator.load('deita')
    });
    await commands.execute(CommandIDs.openPast);
    expect(opened).toEqual([{ workspaceId: 'w1', ...past, name: 'Query' }]);
    await commands.execute(CommandIDs.insertPast);
    expect(inserted).toEqual([['least = 3', '%%deita\nfrom t where n > $least']]);
  });
});
