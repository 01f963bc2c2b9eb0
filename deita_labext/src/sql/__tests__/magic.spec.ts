import { cellText, readCell, usedWorkspace, workspaceOf } from '../magic';

describe('a %%deita cell', () => {
  it('is a line and a statement, whose places are those in the cell', () => {
    const source = '%%deita late <<\nselect 1\n';
    expect(readCell(source)).toEqual({
      magic: '%%deita late <<',
      body: 'select 1\n',
      sql: `${' '.repeat('%%deita late <<'.length)}\nselect 1\n`,
      workspace: null
    });
    expect(readCell('%%deita')).toMatchObject({ magic: '%%deita', body: '' });
  });

  it('may have blank lines above, which IPython leaves out', () => {
    expect(readCell('\n  \n%%deita -w Sales\nselect 1')).toEqual({
      magic: '\n  \n%%deita -w Sales',
      body: 'select 1',
      sql: `\n  \n${' '.repeat('%%deita -w Sales'.length)}\nselect 1`,
      workspace: 'Sales'
    });
    expect(readCell('\nx\n%%deita\nselect 1')).toBeNull();
  });

  it.each(['%%deitas\nselect 1', 'select 1', '%deita tables', ' %%deita\nselect 1'])(
    'is not %j',
    source => {
      expect(readCell(source)).toBeNull();
    }
  );

  it.each<[string, string | null]>([
    ['%%deita --limit 5', null],
    ['%%deita --workspace Sales x <<', 'Sales'],
    ['%%deita --workspace=Sales', 'Sales'],
    ['%%deita -w Sales', 'Sales'],
    ["%%deita x << --workspace 'My data' --fresh", 'My data'],
    ['%%deita -w "My data"', 'My data'],
    ['%%deita --save-w Sales', null]
  ])('names its workspace: %s', (magic, workspace) => {
    expect(readCell(`${magic}\nselect 1 -- --workspace Other`)?.workspace).toBe(
      workspace
    );
  });

  it('is written so that it is read as it was', () => {
    for (const name of ['flights', 'My data', 'Über-Daten']) {
      expect(readCell(cellText('select 1', name))).toMatchObject({
        body: 'select 1',
        workspace: name
      });
    }
    expect(cellText('select 1')).toBe('%%deita\nselect 1');
    expect(cellText('select 1', "Ann's")).toBe(
      `%%deita --workspace 'Ann'"'"'s'\nselect 1`
    );
  });
});

describe('the workspace in use', () => {
  it('is what was said last', () => {
    expect(usedWorkspace([])).toBeNull();
    expect(usedWorkspace(['%deita use One', 'x = 1\n%deita use "Two b"'])).toBe(
      'Two b'
    );
    expect(usedWorkspace(['%deita use --create My data'])).toBe('My data');
  });

  it('is found as a kernel finds it', () => {
    const items = [
      { id: 'w1', name: 'a' },
      { id: 'w2', name: 'My data' },
      { id: 'w3', name: 'MY DATA' }
    ];
    expect(workspaceOf(null, items)?.id).toBe('w1');
    expect(workspaceOf('MY DATA', items)?.id).toBe('w3');
    expect(workspaceOf('my data', items)?.id).toBe('w2');
    expect(workspaceOf('w2', items)?.id).toBe('w2');
    expect(workspaceOf('Gone', items)).toBeNull();
    expect(workspaceOf(null, [])).toBeNull();
  });
});
