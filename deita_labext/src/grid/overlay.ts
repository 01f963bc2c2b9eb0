/** Over the rows: that there are none, or that those asked for did not come, and what to do then. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Panel } from '@lumino/widgets';

import { errorWords } from '../errorwords';
import { Notice } from './notice';

export class Overlay {
  constructor(
    private readonly _over: Panel,
    private readonly _options: Overlay.IOptions
  ) {}

  clear(): void {
    this._notice?.dispose();
    this._notice = null;
  }

  /** There are no rows: none fit, where the view leaves some out. */
  showEmpty(filtered: boolean): void {
    const { emptyHint, showAll, trans } = this._options;
    if (filtered) {
      this._show({
        message: trans.__('No rows fit.'),
        hint: trans.__('Take a filter away, or all of them.'),
        actions: [{ label: trans.__('Clear Filters'), run: showAll }]
      });
    } else {
      this._show({ message: trans.__('No rows.'), hint: emptyHint ?? null });
    }
  }

  /** The rows of the view did not come. */
  showFailure(reason: unknown): void {
    const { back, retry, trans } = this._options;
    const { message, hint } = errorWords(reason, trans);
    this._show({
      message,
      hint,
      alert: true,
      actions: [
        { label: trans.__('Try Again'), run: retry },
        { label: trans.__('Back to the Rows Before'), run: back }
      ]
    });
  }

  private _show(notice: Notice.IOptions): void {
    this.clear();
    this._notice = new Notice(notice);
    this._notice.addClass('deita-GridPanel-notice');
    this._over.addWidget(this._notice);
  }

  private _notice: Notice | null = null;
}

export namespace Overlay {
  export interface IOptions {
    /** Why there may be no rows. */
    emptyHint: string | undefined;
    /** Sees all rows again. */
    showAll: () => void;
    /** Asks again for the rows of the view. */
    retry: () => void;
    /** Goes back to the view whose rows are shown. */
    back: () => void;
    trans: TranslationBundle;
  }
}
