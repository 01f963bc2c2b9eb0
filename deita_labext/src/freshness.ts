/** Keeps what a widget shows as it is now, while it is seen; hidden, it asks for nothing. */
import { MessageLoop } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';

export class Freshness {
  /** `load` is called once the widget is seen, and again when something changed meanwhile. */
  constructor(
    private readonly _widget: Widget,
    private readonly _load: () => unknown
  ) {
    MessageLoop.installMessageHook(_widget, (_, { type }) => {
      if (type === 'after-show' || type === 'after-attach') {
        // The widget itself hears of it only after those who listen in.
        queueMicrotask(() => this._look());
      }
      return true;
    });
  }

  /** What is shown may be out of date: load it now, or when the widget is seen again. */
  touch(): void {
    this._stale = true;
    this._look();
  }

  private _look(): void {
    const { isDisposed, isVisible } = this._widget;
    if (this._stale && isVisible && !isDisposed) {
      this._stale = false;
      void this._load();
    }
  }

  private _stale = true;
}
