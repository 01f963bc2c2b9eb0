import type { UploadFile } from '../api/upload';

/** What file managers put beside a person's files. */
const CLUTTER = new Set(['Thumbs.db', 'desktop.ini', '__MACOSX']);

/** Files, and the folders among them that hold none. */
export interface IFound {
  files: UploadFile[];
  empty: string[];
}

/**
 * The files that were dropped, those in folders too, each with its path as
 * `webkitRelativePath`. To be called in the drop itself: later the transfer is empty.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<IFound> {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry());
  const files = [...transfer.files];
  if (!entries.some(entry => entry?.isDirectory)) {
    return { files, empty: [] };
  }
  const found: IFound = { files: [], empty: [] };
  for (const entry of entries) {
    if (entry !== null) {
      const before = found.files.length;
      await collect(entry, found.files);
      if (entry.isDirectory && found.files.length === before) {
        found.empty.push(entry.name);
      }
    }
  }
  return found;
}

/** Of the files of a picked folder, those that a person put there. */
export function withoutClutter(files: readonly File[]): UploadFile[] {
  return files.filter(({ name, webkitRelativePath }) =>
    (webkitRelativePath || name).split('/').every(isOwn)
  );
}

async function collect(entry: FileSystemEntry, files: UploadFile[]): Promise<void> {
  if (!isOwn(entry.name)) {
    return;
  }
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    // A File that was dropped knows nothing of its folder.
    Object.defineProperty(file, 'webkitRelativePath', {
      value: entry.fullPath.replace(/^\//, '')
    });
    files.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Browsers give a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) {
      return;
    }
    for (const each of some) {
      await collect(each, files);
    }
  }
}

function isOwn(name: string): boolean {
  return !name.startsWith('.') && !CLUTTER.has(name);
}
