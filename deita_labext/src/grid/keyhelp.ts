/** The keys of a grid, for `?` and for the documentation. */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/** Keys and what they do. */
export function keysOf(trans: TranslationBundle): [string, string][] {
  return [
    [trans.__('Arrows, Page Up, Page Down'), trans.__('Move; with Shift, select')],
    [trans.__('Home, End'), trans.__('First and last column; with Ctrl, cell')],
    [trans.__('Ctrl + arrows'), trans.__('To the edge')],
    [trans.__('Ctrl + A'), trans.__('Select all')],
    [trans.__('Shift + Space'), trans.__('Select whole rows')],
    [trans.__('Ctrl + Space'), trans.__('Select whole columns')],
    [trans.__('Ctrl + C'), trans.__('Copy')],
    [trans.__('Enter, F2'), trans.__('Show the whole value')],
    [trans.__('Space'), trans.__('Show all fields of the row')],
    [trans.__('F4'), trans.__('Sort by the column; with Shift, by it as well')],
    [trans.__('Alt + ↓'), trans.__('Filter by the column')],
    [trans.__('Alt + ↑'), trans.__('Menu of the column')],
    [trans.__('Shift + F10, Menu'), trans.__('Menu of the cell')],
    [trans.__('Alt + ← →'), trans.__('Make the column narrower or wider')],
    [trans.__('Alt + Shift + ← →'), trans.__('Move the column')],
    [trans.__('/'), trans.__('Search all columns')],
    [trans.__('Escape'), trans.__('Close what is beside the rows')],
    [trans.__('Tab'), trans.__('Leave the grid')]
  ];
}

export async function showKeys(trans: TranslationBundle): Promise<void> {
  const table = document.createElement('table');
  table.className = 'deita-Keys';
  for (const [keys, effect] of keysOf(trans)) {
    const line = table.insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = keys;
    line.append(head);
    line.insertCell().textContent = effect;
  }
  await showDialog({
    title: trans.__('Keys of the grid'),
    body: new Widget({ node: table }),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
