/** The values of a column to choose from, the most frequent first, each with its count. */
import type { Cell, ColumnSummary, Filter, ValueCount } from '../api/contract';
import { isAbort } from '../api/request';
import { errorWords } from '../errorwords';
import { valueText } from './conditionwords';
import { joined } from './conditions';
import type { IFilterOptions } from './filterpopover';
import { element } from './popover';

/** Milliseconds that typing rests before values are looked for. */
const TYPED = 250;

/** Milliseconds after which waiting is worth a word. */
const NOTICEABLE = 300;

/** Seconds that the engine may count values for. */
const SECONDS = 5;

/** How many values are listed at first, and once more of them are asked for. */
const FIRST = 50;
const MORE = 1000;

export class ValueList {
  constructor(
    private readonly _options: IFilterOptions,
    chosen: readonly Cell[],
    /** A value was chosen, or is no more. */
    private readonly _changed: () => void
  ) {
    const { column, trans } = _options;
    this._chosen = [...chosen];
    this.node = element('div', 'deita-Filter-values');
    this._find = element('input', 'deita-Filter-find jp-mod-styled');
    this._find.type = 'search';
    this._find.placeholder = trans.__('Find values');
    this._find.setAttribute('aria-label', trans.__('Find values'));
    this._find.addEventListener('input', () => {
      window.clearTimeout(this._typing);
      this._typing = window.setTimeout(() => void this._count(FIRST), TYPED);
    });
    this._find.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        void this._count(FIRST);
      } else if (event.key === 'ArrowDown') {
        event.preventDefault();
        this._boxes()[0]?.focus();
      }
    });
    this._list = element('ul', 'deita-Filter-list');
    this._list.setAttribute('aria-label', trans.__('Values of %1', column.name));
    this._list.addEventListener('keydown', event => this._onKey(event));
    this._note = element('p', 'deita-Filter-note');
    this._note.setAttribute('role', 'status');
    this._more = element('button', 'deita-Filter-more', trans.__('List more'));
    this._more.type = 'button';
    this._more.hidden = true;
    this._more.addEventListener('click', () => void this._count(MORE));
    this.node.append(this._find, this._list, this._note, this._more);
    void this._count(FIRST);
  }

  readonly node: HTMLElement;

  /** The values that are chosen. */
  get chosen(): readonly Cell[] {
    return this._chosen;
  }

  dispose(): void {
    window.clearTimeout(this._typing);
    this._counting?.abort();
  }

  /** Counts the values that have a text in them, over the rows that all other filters leave. */
  private async _count(most: number): Promise<void> {
    const { fetch, index, trans, view } = this._options;
    const text = this._find.value;
    this._counting?.abort();
    const counting = new AbortController();
    this._counting = counting;
    const waiting = window.setTimeout(() => {
      this._note.replaceChildren(trans.__('Counting…'));
    }, NOTICEABLE);
    counting.signal.addEventListener('abort', () => window.clearTimeout(waiting));
    const others = view.filterWithout(index);
    const found: Filter[] =
      text === '' ? [] : [{ op: 'contains', column: view.refOf(index), value: text }];
    try {
      const summary = await fetch?.(
        {
          columns: [index],
          filter: joined([...(others ? [others] : []), ...found]),
          search: view.search,
          seconds: SECONDS,
          values: most
        },
        counting.signal
      );
      const column = summary?.columns[0];
      if (column && !counting.signal.aborted) {
        this._show(column, text, most);
      }
    } catch (reason) {
      if (!counting.signal.aborted && !isAbort(reason)) {
        this._note.replaceChildren(errorWords(reason, trans).message);
      }
    } finally {
      window.clearTimeout(waiting);
    }
    if (!this._note.hasChildNodes() && !this._list.hasChildNodes()) {
      this._note.replaceChildren(trans.__('No values.'));
    }
  }

  private _show(column: ColumnSummary, text: string, most: number): void {
    const { trans } = this._options;
    const counts: ValueCount[] = [...(column.values ?? [])];
    const all = counts.length < most;
    if (column.null_count && text === '') {
      counts.push({ value: null, count: column.null_count });
    }
    const seen = new Set(counts.map(({ value }) => JSON.stringify(value)));
    const others = text === '' ? this._chosen : [];
    const at = this._boxes().findIndex(box => box === document.activeElement);
    this._list.replaceChildren(
      ...counts.map(({ value, count }) => this._line(value, count)),
      ...others
        .filter(value => !seen.has(JSON.stringify(value)))
        .map(value => this._line(value, null))
    );
    this._moveTo(Math.max(0, at), at >= 0);
    this._more.hidden = all || most === MORE || column.values === null;
    this._note.replaceChildren(
      !column.computed
        ? trans.__('Counting took too long.')
        : column.values === null
          ? trans.__('Too many different values to count: find some.')
          : all
            ? ''
            : trans.__('The %1 most frequent; find others by typing.', most)
    );
  }

  private _line(value: Cell, count: number | null): HTMLLIElement {
    const { column, trans } = this._options;
    const line = element('li', 'deita-Filter-value');
    const label = element('label', '');
    const box = element('input', '');
    box.type = 'checkbox';
    box.tabIndex = -1;
    const key = JSON.stringify(value);
    box.checked = this._chosen.some(other => JSON.stringify(other) === key);
    box.addEventListener('change', () => {
      this._chosen = this._chosen.filter(other => JSON.stringify(other) !== key);
      if (box.checked) {
        this._chosen.push(value);
      }
      this._changed();
    });
    const name = element('span', 'deita-Filter-name', valueText(column, value, trans));
    name.title = name.textContent;
    label.append(box, name);
    if (count !== null) {
      label.append(element('span', 'deita-Filter-count', count.toLocaleString()));
    }
    line.append(label);
    return line;
  }

  /** Arrows move within the list, so that Tab leaves it however long it is. */
  private _onKey(event: KeyboardEvent): void {
    const boxes = this._boxes();
    const at = boxes.findIndex(box => box === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: boxes.length - 1 }[
      event.key
    ];
    if (at < 0 || to === undefined) {
      if (event.key === 'Enter') {
        // As in any field of a form: what is chosen holds.
        event.preventDefault();
        this._find.form?.requestSubmit();
      }
      return;
    }
    event.preventDefault();
    if (to < 0) {
      this._find.focus();
    } else {
      this._moveTo(Math.min(to, boxes.length - 1), true);
    }
  }

  private _moveTo(at: number, focus: boolean): void {
    this._boxes().forEach((box, i) => {
      box.tabIndex = i === at ? 0 : -1;
      if (focus && i === at) {
        box.focus();
      }
    });
  }

  private _boxes(): HTMLInputElement[] {
    return Array.from(this._list.querySelectorAll('input'));
  }

  private _chosen: Cell[];
  private _counting: AbortController | null = null;
  private readonly _find: HTMLInputElement;
  private readonly _list: HTMLUListElement;
  private readonly _more: HTMLButtonElement;
  private readonly _note: HTMLElement;
  private _typing = 0;
}
