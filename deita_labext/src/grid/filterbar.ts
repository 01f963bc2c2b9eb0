/** Above the rows: the search box, what rows must fit as chips, and what clears all of it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { conditionText } from './conditionwords';
import type { ViewModel } from './viewmodel';

/** Milliseconds that typing rests before it is searched for. */
const TYPED = 350;

export class FilterBar extends Widget {
  constructor(private readonly _options: FilterBar.IOptions) {
    super();
    const { trans, view } = _options;
    this.addClass('deita-FilterBar');
    this._input = document.createElement('input');
    this._input.type = 'search';
    this._input.className = 'jp-mod-styled deita-FilterBar-search';
    this._input.placeholder = trans.__('Search all columns');
    this._input.setAttribute('aria-label', trans.__('Search all columns'));
    this._input.maxLength = 1000;
    this._chips = document.createElement('ul');
    this._chips.className = 'deita-FilterBar-chips';
    this._chips.setAttribute('aria-label', trans.__('Filters'));
    this._clear = document.createElement('button');
    this._clear.className = 'deita-Grid-button deita-FilterBar-clear';
    this._clear.textContent = trans.__('Clear all');
    this.node.append(this._input, this._chips, this._clear);
    for (const type of ['input', 'keydown'] as const) {
      this._input.addEventListener(type, this);
    }
    this._clear.addEventListener('click', this);
    view.changed.connect(this._update, this);
    this._update();
  }

  handleEvent(event: Event): void {
    const { view, leave } = this._options;
    if (event.currentTarget === this._clear) {
      view.clear();
      leave();
    } else if (event.type === 'input') {
      window.clearTimeout(this._typing);
      this._typing = window.setTimeout(() => this._search(), TYPED);
    } else {
      const { key } = event as KeyboardEvent;
      if (key === 'Enter') {
        this._search();
        leave();
      } else if (key === 'Escape') {
        this._input.value = '';
        this._search();
        this._opened = false;
        this._update();
        leave();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Shows the search box, and puts the focus into it. */
  openSearch(): void {
    this._opened = true;
    this._update();
    this._input.focus();
    this._input.select();
  }

  override dispose(): void {
    window.clearTimeout(this._typing);
    this._options.view.changed.disconnect(this._update, this);
    super.dispose();
  }

  private _search(): void {
    window.clearTimeout(this._typing);
    this._options.view.search = this._input.value;
  }

  private _update(): void {
    const { compact, leave, trans, view } = this._options;
    if (document.activeElement !== this._input) {
      this._input.value = view.search ?? '';
    }
    this._chips.replaceChildren(
      ...view.parts.map(part => {
        const text = conditionText(part, view.columns, trans);
        const chip = document.createElement('li');
        chip.className = 'deita-FilterBar-chip';
        const label = document.createElement('span');
        label.textContent = text;
        label.title = text;
        const remove = document.createElement('button');
        remove.className = 'deita-FilterBar-remove';
        remove.textContent = '✕';
        remove.setAttribute('aria-label', trans.__('Remove the filter %1', text));
        remove.addEventListener('click', () => {
          view.removePart(part);
          leave();
        });
        chip.append(label, remove);
        return chip;
      })
    );
    this._chips.hidden = view.parts.length === 0;
    this._clear.hidden = view.isWhole;
    this._input.hidden = compact && !this._opened && view.search === null;
    const hidden = this._input.hidden && view.isWhole;
    if (hidden !== this.isHidden) {
      this.setHidden(hidden);
    }
  }

  private readonly _chips: HTMLElement;
  private readonly _clear: HTMLButtonElement;
  private readonly _input: HTMLInputElement;
  private _opened = false;
  private _typing = 0;
}

export namespace FilterBar {
  export interface IOptions {
    view: ViewModel;
    trans: TranslationBundle;
    /** Whether nothing of it is shown until it is used. */
    compact: boolean;
    /** Gives the focus back to the rows. */
    leave: () => void;
  }
}
