/** A small dialogue beside what it is about; it closes with Escape and with a press elsewhere. */
import { Widget } from '@lumino/widgets';

export class Popover extends Widget {
  constructor(label: string, content: HTMLElement) {
    super();
    this.addClass('deita-Popover');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'dialog');
    this.node.setAttribute('aria-label', label);
    this.node.append(content);
  }

  /** Opens below a place of the window, or above it where there is more room. */
  openAt(anchor: DOMRect, closed: () => void): void {
    this._closed = closed;
    Widget.attach(this, document.body);
    const { offsetWidth, offsetHeight } = this.node;
    const left = Math.max(
      4,
      Math.min(anchor.left, window.innerWidth - offsetWidth - 4)
    );
    const below = window.innerHeight - anchor.bottom;
    const top =
      below >= offsetHeight || below >= anchor.top
        ? anchor.bottom
        : Math.max(4, anchor.top - offsetHeight);
    this.node.style.left = `${left}px`;
    this.node.style.top = `${Math.max(4, Math.min(top, window.innerHeight - offsetHeight - 4))}px`;
  }

  dismiss(): void {
    if (!this.isDisposed) {
      this.dispose();
      this._closed();
    }
  }

  handleEvent(event: Event): void {
    if (event.type === 'keydown') {
      this._onKey(event as KeyboardEvent);
    } else if (!this.node.contains(event.target as Node)) {
      this.dismiss();
    }
  }

  protected override onAfterAttach(): void {
    this.node.addEventListener('keydown', this);
    document.addEventListener('mousedown', this, true);
  }

  protected override onBeforeDetach(): void {
    this.node.removeEventListener('keydown', this);
    document.removeEventListener('mousedown', this, true);
  }

  /** Tab goes round within it, as a dialogue's does. */
  private _onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.dismiss();
    } else if (event.key === 'Tab') {
      const fields = Array.from(
        this.node.querySelectorAll<HTMLElement>('input, select, button')
      ).filter(field => field.offsetParent !== null && !field.hasAttribute('disabled'));
      const [first] = fields;
      const last = fields.at(-1);
      const from = event.shiftKey ? first : last;
      if (document.activeElement === from) {
        event.preventDefault();
        (event.shiftKey ? last : first)?.focus();
      }
    }
  }

  private _closed: () => void = () => undefined;
}

/** A node with a class and a text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = ''
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
