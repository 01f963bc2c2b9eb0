/** The grid that keys and commands are about. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { GridPanel } from './gridpanel';

/** An event of the page: the grid in its `detail` has the focus now. */
export const GRID_FOCUS = 'deita:grid-focus';

/** The grid that had the focus last, as long as it is seen; else the one of the current tab. */
export class CurrentGrid {
  constructor(
    private readonly _ofTab: () => GridPanel | null,
    root: EventTarget = document
  ) {
    root.addEventListener(GRID_FOCUS, event => {
      const { detail } = event as CustomEvent<GridPanel>;
      if (detail !== this._last) {
        this._last = detail;
        this._changed.emit();
      }
    });
  }

  get panel(): GridPanel | null {
    const last = this._last;
    return last !== null && !last.isDisposed && last.isVisible ? last : this._ofTab();
  }

  /** Another grid has the focus. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _last: GridPanel | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
