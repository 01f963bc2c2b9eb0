import { PageConfig } from '@jupyterlab/coreutils';

import { CommandIDs } from '../../commands';
import { inTab, labUrl, opened, openLink } from '../address';

describe('addresses that open a tab', () => {
  const args = { workspaceId: 'w1', tableId: 't1', name: 'a #1 & "b" %' };

  beforeEach(() => PageConfig.setOption('baseUrl', '/hub/user/ann/'));
  afterEach(() => {
    PageConfig.setOption('notebookPage', '');
    jest.restoreAllMocks();
  });

  it('say what is opened, of commands that only show something', () => {
    const named = { command: CommandIDs.openTable, args };
    const url = new URL(openLink(named));
    expect(url.pathname).toBe('/hub/user/ann/lab');
    expect(url.search).toBe('');
    expect(opened(url.hash)).toEqual(named);
    expect(
      opened(new URL(openLink({ command: 'deita:delete-table', args })).hash)
    ).toBe(null);
    expect(opened('#deita-open=%')).toBe(null);
    expect(opened('#deita-open=null')).toBe(null);
    expect(opened('#anchor')).toBe(null);
  });

  it('are opened where the application has no tabs', () => {
    const open = jest.spyOn(window, 'open').mockReturnValue(null);
    const execute = jest.fn();
    const command = inTab(CommandIDs.openTable, execute);
    command.call(undefined, args);
    expect(execute).toHaveBeenCalledWith(args);
    expect(open).not.toHaveBeenCalled();

    PageConfig.setOption('notebookPage', 'notebooks');
    PageConfig.setOption('appUrl', '/tree');
    command.call(undefined, args);
    expect(execute).toHaveBeenCalledTimes(1);
    const [[url]] = open.mock.calls as [[string]];
    expect(url.startsWith(`${labUrl()}#`)).toBe(true);
    expect(new URL(url).pathname).toBe('/hub/user/ann/lab');
    expect(opened(new URL(url).hash)?.args).toEqual(args);
  });
});
