import {
  Dialog,
  Notification,
  showDialog,
  showErrorMessage
} from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { errorText } from './errorwords';

/** Do something; where it fails, say what and why. Gives whether it went well. */
export async function attempt(
  title: string,
  trans: TranslationBundle,
  work: () => Promise<unknown>
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (reason) {
    await showErrorMessage(title, errorText(reason, trans), [
      Dialog.okButton({ label: trans.__('Close') })
    ]);
    return false;
  }
}

/** Ask, in JupyterLab's own words, what becomes of changes to what is closed; null: stay. */
export async function askToSave(
  name: string,
  trans: TranslationBundle
): Promise<'save' | 'discard' | null> {
  const { button } = await showDialog({
    title: trans.__('Save your work'),
    body: trans.__('Save changes in "%1" before closing?', name),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Discard'), actions: ['discard'] }),
      Dialog.okButton({ label: trans.__('Save') })
    ]
  });
  return button.accept
    ? button.actions.includes('discard')
      ? 'discard'
      : 'save'
    : null;
}

/** Ask before something is lost for good. */
export async function confirmDelete(
  title: string,
  body: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title,
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Delete') })
    ],
    defaultButton: 0
  });
  return button.accept;
}

/** Do something; where it fails, a notice says what and why. Never throws. */
export async function told(
  trans: TranslationBundle,
  work: () => Promise<unknown>
): Promise<void> {
  try {
    await work();
  } catch (reason) {
    Notification.error(errorText(reason, trans), { autoClose: 8000 });
  }
}
