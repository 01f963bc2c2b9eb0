import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { File as StoredFile } from '../api/contract';

/** Let the person choose one of the files; null where none is chosen. */
export async function chooseFile(
  title: string,
  files: readonly StoredFile[],
  add: () => void,
  trans: TranslationBundle
): Promise<StoredFile | null> {
  if (files.length === 0) {
    const { button } = await showDialog({
      title,
      body: trans.__('There are no files yet. Add one first.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Add Files…') })
      ]
    });
    if (button.accept) {
      add();
    }
    return null;
  }
  const names = files.map(
    ({ name, created_at }) => `${name} · ${new Date(created_at).toLocaleString()}`
  );
  // Of those with the same name and second, the newest.
  const items = [...new Set(names)];
  const { button, value } = await InputDialog.getItem({
    title,
    label: trans.__('Which file? A new one is added to the workspace first.'),
    items,
    okLabel: trans.__('Look into It'),
    cancelLabel: trans.__('Cancel')
  });
  return button.accept && value !== null ? (files[names.indexOf(value)] ?? null) : null;
}
