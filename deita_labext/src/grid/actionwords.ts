/** What a grid's actions are called, in its menus and in the command palette. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { GridAction } from './commandids';

export function actionWords(trans: TranslationBundle): Record<GridAction, string> {
  return {
    sortUp: trans.__('Sort Upwards'),
    sortDown: trans.__('Sort Downwards'),
    thenUp: trans.__('Then Sort Upwards'),
    thenDown: trans.__('Then Sort Downwards'),
    unsort: trans.__('Do Not Sort'),
    filter: trans.__('Filter…'),
    unfilter: trans.__('Remove Filter'),
    fit: trans.__('Fit Width'),
    pin: trans.__('Pin Column'),
    moveLeft: trans.__('Move Left'),
    moveRight: trans.__('Move Right'),
    hide: trans.__('Hide'),
    showAll: trans.__('Show Hidden Columns'),
    keys: trans.__('Keys…'),
    copy: trans.__('Copy'),
    copyTabs: trans.__('Text With Tabs and Header'),
    copyCsv: trans.__('CSV'),
    copyCsvHeader: trans.__('CSV With Header'),
    copyMarkdown: trans.__('Markdown Table'),
    copyValues: trans.__('SQL Values'),
    showValue: trans.__('Show Value'),
    showRow: trans.__('Show Row'),
    keepValue: trans.__('Only Rows With This Value'),
    dropValue: trans.__('Without Rows of This Value')
  };
}
