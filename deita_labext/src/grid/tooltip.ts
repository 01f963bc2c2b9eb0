/** A header's full name and type, and a value that is cut, as the pointer rests on them. */
import type { IDisposable } from '@lumino/disposable';

import type { ArrangedModel } from './arranged';
import type { GridCanvas } from './canvas';

/** How much of a long value is shown. */
const LONGEST = 1000;

/** A value of more characters is likely cut in its cell. */
const SHORT = 40;

export class Tooltip implements IDisposable {
  /** `rows` gives what the canvas shows; null while it shows nothing. */
  constructor(
    private readonly _canvas: GridCanvas,
    private readonly _rows: () => ArrangedModel | null
  ) {
    this._canvas.viewport.node.addEventListener('mousemove', this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._canvas.viewport.node.removeEventListener('mousemove', this);
  }

  handleEvent(event: MouseEvent): void {
    const { node } = this._canvas.viewport;
    const title = this._titleAt(event.clientX, event.clientY);
    if (node.title !== title) {
      node.title = title;
    }
  }

  private _titleAt(clientX: number, clientY: number): string {
    const { region, row, column } = this._canvas.hitTest(clientX, clientY);
    const arranged = this._rows();
    const index = arranged?.columnAt(region, column) ?? -1;
    const named = arranged?.rows.columns[index];
    if (!named || region === 'void') {
      return '';
    }
    if (region === 'column-header' || region === 'corner-header') {
      return `${named.name} · ${named.type}`;
    }
    const text = arranged.rows.text(row, index, LONGEST);
    const isCut =
      typeof text === 'string' && (text.length > SHORT || text.includes('\n'));
    return isCut ? text.slice(0, LONGEST) : '';
  }

  private _isDisposed = false;
}
