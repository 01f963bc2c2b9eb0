/** The lower edge of a result: dragging it, or the arrow keys on it, change the height. */
import type { TranslationBundle } from '@jupyterlab/translation';

const STEP = 24;

export class HeightHandle {
  constructor(
    private readonly _resized: HTMLElement,
    private readonly _least: () => number,
    trans: TranslationBundle
  ) {
    this.node = document.createElement('div');
    this.node.className = 'deita-Result-handle';
    this.node.tabIndex = 0;
    this.node.title = trans.__('Drag to change the height');
    this.node.setAttribute('role', 'separator');
    this.node.setAttribute('aria-orientation', 'horizontal');
    this.node.setAttribute('aria-label', trans.__('Height of the result'));
    this.node.setAttribute('aria-valuenow', '0');
    for (const type of EVENTS) {
      this.node.addEventListener(type, this);
    }
  }

  readonly node: HTMLElement;

  /** Whether the person has chosen a height. */
  get used(): boolean {
    return this._used;
  }

  handleEvent(event: PointerEvent | KeyboardEvent): void {
    switch (event.type) {
      case 'pointerdown': {
        const { clientY, pointerId, button } = event as PointerEvent;
        if (button === 0) {
          this.node.setPointerCapture(pointerId);
          this._from = this._resized.offsetHeight - clientY;
          event.preventDefault();
        }
        break;
      }
      case 'pointermove':
        if (this._from !== null) {
          this._set(this._from + (event as PointerEvent).clientY);
        }
        break;
      case 'keydown': {
        const { key } = event as KeyboardEvent;
        if (key === 'ArrowDown' || key === 'ArrowUp') {
          this._set(this._resized.offsetHeight + (key === 'ArrowDown' ? STEP : -STEP));
          event.preventDefault();
          event.stopPropagation();
        }
        break;
      }
      case 'focus':
        this._say();
        break;
      default:
        this._from = null;
    }
  }

  private _set(height: number): void {
    this._used = true;
    this._resized.style.height = `${Math.max(this._least(), height)}px`;
    this._say();
  }

  /** Tells those who cannot see it how high it is. */
  private _say(): void {
    const { offsetHeight: height } = this._resized;
    const least = Math.round(this._least());
    this.node.setAttribute('aria-valuemin', String(least));
    this.node.setAttribute(
      'aria-valuemax',
      String(Math.max(height, window.innerHeight))
    );
    this.node.setAttribute('aria-valuenow', String(height));
  }

  /** What to add to the pointer's place to have the height; null while not dragging. */
  private _from: number | null = null;
  private _used = false;
}

const EVENTS = [
  'focus',
  'keydown',
  'pointercancel',
  'pointerdown',
  'pointermove',
  'pointerup'
] as const;
