import type { Contents } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from '../../commands';
import { QueryPlaces } from '../../places';
import { queryCells } from '../cells';
import { NotebookCells } from '../model';

describe('queryCells', () => {
  it('are the values first, then the statement in its workspace', () => {
    expect(queryCells('select 1', {})).toEqual(['%%deita\nselect 1']);
    expect(queryCells('select $n', { n: null, at: 'a"b' }, 'My data')).toEqual([
      'n = None\nat = "a\\"b"',
      "%%deita --workspace 'My data'\nselect $n"
    ]);
  });
});

describe('NotebookCells', () => {
  it('makes a notebook with the usual kernel where none is open', async () => {
    const commands = new CommandRegistry();
    const saved: [string, Partial<Contents.IModel>][] = [];
    const opened: unknown[] = [];
    commands.addCommand('docmanager:open', { execute: args => opened.push(args) });
    const cells = new NotebookCells(null, {
      commands,
      contents: {
        newUntitled: options =>
          Promise.resolve({
            path: `${options?.path}/Untitled.ipynb`
          } as Contents.IModel),
        save: (path, model) => {
          saved.push([path, model ?? {}]);
          return Promise.resolve({} as Contents.IModel);
        }
      },
      kernelspecs: {
        ready: Promise.resolve(),
        specs: {
          default: 'python3',
          kernelspecs: {
            python3: {
              name: 'python3',
              display_name: 'Python 3',
              language: 'python',
              argv: [],
              resources: {}
            }
          }
        }
      },
      folder: () => 'work',
      show: () => undefined
    });
    expect(cells.isOpen).toBe(false);
    await cells.insert(['x = 1', '%%deita\nselect $x']);
    expect(saved).toMatchObject([
      [
        'work/Untitled.ipynb',
        {
          content: {
            cells: [{ source: 'x = 1' }, { source: '%%deita\nselect $x' }],
            metadata: { kernelspec: { name: 'python3' } }
          }
        }
      ]
    ]);
    expect(opened).toEqual([
      { path: 'work/Untitled.ipynb', kernel: { name: 'python3' } }
    ]);
  });
});

describe('QueryPlaces', () => {
  const inserted: (readonly string[])[] = [];
  const cells = {
    isOpen: true,
    insert: (texts: readonly string[]) => {
      inserted.push(texts);
      return Promise.resolve();
    }
  };
  const workspace = (id: string, name: string) => ({ id, name });
  const places = (...items: { id: string; name: string }[]): QueryPlaces =>
    new QueryPlaces(new CommandRegistry(), cells, {
      items: items as never,
      ready: () => Promise.resolve()
    });

  beforeEach(() => void inserted.splice(0));

  it('names the workspace of the statement where there are several', async () => {
    const statement = { workspaceId: 'w2', sql: 'from t', params: { n: 1 } };
    await places(workspace('w2', 'Only')).insert(statement);
    await places(workspace('w1', 'One'), workspace('w2', 'Two')).insert(statement);
    expect(inserted).toEqual([
      ['n = 1', '%%deita\nfrom t'],
      ['n = 1', '%%deita --workspace Two\nfrom t']
    ]);
  });

  it('opens a statement in a cell where there is no editor, else with its values', async () => {
    const commands = new CommandRegistry();
    const one = new QueryPlaces(commands, cells, {
      items: [],
      ready: () => Promise.resolve()
    });
    const statement = {
      workspaceId: 'w1',
      sql: 'from t',
      params: { n: 1 },
      name: 'Query'
    };
    await one.open(statement);
    expect(inserted).toEqual([['n = 1', '%%deita\nfrom t']]);
    const opened: unknown[] = [];
    commands.addCommand(CommandIDs.openEditor, { execute: args => opened.push(args) });
    await one.open(statement);
    expect(opened).toEqual([statement]);
  });
});
