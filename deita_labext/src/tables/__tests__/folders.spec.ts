import { droppedFiles, withoutClutter } from '../folders';

/** A folder of a file manager, as a drop tells of it: at most two entries at a time. */
function folder(path: string, children: FileSystemEntry[]): FileSystemEntry {
  return {
    isFile: false,
    isDirectory: true,
    name: path.split('/').at(-1),
    fullPath: path,
    createReader: () => {
      const rest = [...children];
      return {
        readEntries: (take: (entries: FileSystemEntry[]) => void) =>
          take(rest.splice(0, 2))
      };
    }
  } as unknown as FileSystemEntry;
}

function file(path: string): FileSystemEntry {
  const name = path.split('/').at(-1) ?? '';
  return {
    isFile: true,
    isDirectory: false,
    name,
    fullPath: path,
    file: (take: (file: File) => void) => take(new File(['a\n1\n'], name))
  } as unknown as FileSystemEntry;
}

function transfer(...entries: FileSystemEntry[]): DataTransfer {
  return {
    items: entries.map(entry => ({ webkitGetAsEntry: () => entry })),
    files: entries.map(({ name }) => new File(['a\n1\n'], name))
  } as unknown as DataTransfer;
}

describe('droppedFiles', () => {
  it('gives files as they are', async () => {
    const { files, empty } = await droppedFiles(
      transfer(file('/a.csv'), file('/b.csv'))
    );
    expect(files.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
    expect(empty).toEqual([]);
  });

  it('gives all that is in folders, each with its path', async () => {
    const { files } = await droppedFiles(
      transfer(
        folder('/data', [
          file('/data/a.csv'),
          file('/data/b.csv'),
          file('/data/c.csv'),
          folder('/data/2024', [file('/data/2024/may.csv')])
        ]),
        file('/d.csv')
      )
    );
    expect(files.map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
      'data/a.csv',
      'data/b.csv',
      'data/c.csv',
      'data/2024/may.csv',
      'd.csv'
    ]);
    expect(files[3]?.name).toBe('may.csv');
  });

  it('leaves out what nobody put there, and names folders that hold nothing', async () => {
    const { files, empty } = await droppedFiles(
      transfer(
        folder('/data', [file('/data/.DS_Store'), folder('/data/.git', [])]),
        folder('/more', [file('/more/Thumbs.db'), file('/more/a.csv')])
      )
    );
    expect(files.map(({ name }) => name)).toEqual(['a.csv']);
    expect(empty).toEqual(['data']);
  });
});

describe('withoutClutter', () => {
  it('keeps a person’s files of a picked folder', () => {
    const picked = ['data/a.csv', 'data/.git/config', 'data/desktop.ini'].map(path => {
      const made = new File(['x'], path.split('/').at(-1) ?? '');
      Object.defineProperty(made, 'webkitRelativePath', { value: path });
      return made;
    });
    expect(withoutClutter(picked).map(({ name }) => name)).toEqual(['a.csv']);
  });
});
