/** What a column's rows must fit: a typed condition, or a list of its values with their counts. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cell, Column, ColumnSummary, Filter, ValueCount } from '../api/contract';
import { isAbort, toDeitaError } from '../api/request';
import {
  conditionFrom,
  fieldsOf,
  type Operator,
  operandsOf,
  operatorsOf,
  operatorText
} from './conditionform';
import { valueText } from './conditionwords';
import { joined } from './conditions';
import { listedValues, listFilter } from './headerparts';
import { Popover } from './popover';
import type { FetchSummary } from './summaries';
import type { ViewModel } from './viewmodel';

/** Milliseconds that typing rests before values are looked for. */
const TYPED = 250;

/** Seconds that the engine may count values for. */
const SECONDS = 5;

export interface IFilterOptions {
  view: ViewModel;
  index: number;
  column: Column;
  fetch: FetchSummary | null;
  trans: TranslationBundle;
}

/** The popover; the caller opens it. */
export function filterPopover(options: IFilterOptions): Popover {
  const form = new FilterForm(options, () => popover.dismiss());
  const popover = new Popover(
    options.trans.__('Filter %1', options.column.name),
    form.node
  );
  popover.disposed.connect(() => form.dispose());
  return popover;
}

class FilterForm {
  constructor(
    private readonly _options: IFilterOptions,
    private readonly _close: () => void
  ) {
    const { column, index, trans, view } = _options;
    this.node = element('form', 'deita-Filter');
    const title = element(
      'h2',
      'deita-Filter-title',
      trans.__('Filter %1', column.name)
    );
    const condition = view.conditionOf(index);
    const fields = fieldsOf(condition);
    const operators = operatorsOf(column.kind);
    this._operator = element('select', 'deita-Filter-operator jp-mod-styled');
    this._operator.setAttribute('aria-label', trans.__('Condition'));
    for (const operator of operators) {
      const option = element('option', '', operatorText(operator, column.kind, trans));
      option.value = operator;
      this._operator.append(option);
    }
    if (fields && operators.includes(fields.operator)) {
      this._operator.value = fields.operator;
    }
    this._operands = element('div', 'deita-Filter-operands');
    this._message = element('p', 'deita-Filter-message');
    this._message.setAttribute('role', 'alert');
    this._values = element('div', 'deita-Filter-values');
    const buttons = element('div', 'deita-Filter-buttons');
    const apply = element('button', 'jp-mod-styled jp-mod-accept', trans.__('Apply'));
    apply.type = 'submit';
    const clear = element('button', 'jp-mod-styled jp-mod-reject', trans.__('Clear'));
    clear.type = 'button';
    clear.addEventListener('click', () => this._set(null));
    buttons.append(clear, apply);
    this.node.append(
      title,
      this._operator,
      this._operands,
      this._message,
      this._values,
      buttons
    );
    this._operator.addEventListener('change', () => this._showOperands([]));
    this.node.addEventListener('submit', event => {
      event.preventDefault();
      this._apply();
    });
    this._showOperands(fields?.texts ?? []);
    this._chosen = [...(listedValues(condition) ?? [])];
    if (
      _options.fetch &&
      !['number', 'time', 'boolean', 'binary'].includes(column.kind)
    ) {
      this._showValueSearch();
      void this._count('');
    }
  }

  readonly node: HTMLFormElement;

  dispose(): void {
    window.clearTimeout(this._typing);
    this._counting?.abort();
  }

  private _set(filter: Filter | null): void {
    this._options.view.setCondition(this._options.index, filter);
    this._close();
  }

  private _apply(): void {
    const { column, index, trans, view } = this._options;
    const operator = this._operator.value as Operator;
    const texts = this._fields.map(field => field.value);
    const typed = conditionFrom(column, view.refOf(index), operator, texts);
    if (typed && (operandsOf(operator) === 0 || texts.some(text => text !== ''))) {
      this._set(typed);
    } else if (texts.every(text => text === '')) {
      this._set(listFilter(view.refOf(index), this._chosen));
    } else {
      this._message.textContent =
        column.kind === 'number'
          ? trans.__('That is no number.')
          : trans.__('Type a value.');
      this._fields[0]?.focus();
    }
  }

  private _showOperands(texts: readonly string[]): void {
    const { column, trans } = this._options;
    const operator = this._operator.value as Operator;
    const names =
      operator === 'between' ? [trans.__('From'), trans.__('To')] : [trans.__('Value')];
    this._message.textContent = '';
    this._fields = names.slice(0, operandsOf(operator)).map((name, at) => {
      const field = column.kind === 'boolean' ? booleanField() : textField(column);
      field.value = texts[at] ?? (column.kind === 'boolean' ? 'true' : '');
      field.setAttribute('aria-label', name);
      if (operator === 'between' && field instanceof HTMLInputElement) {
        field.placeholder = name;
      }
      return field;
    });
    this._operands.replaceChildren(...this._fields);
  }

  private _showValueSearch(): void {
    const { column, trans } = this._options;
    this._list = element('ul', 'deita-Filter-list');
    this._list.setAttribute('aria-label', trans.__('Values of %1', column.name));
    this._note = element('p', 'deita-Filter-note');
    this._note.setAttribute('role', 'status');
    const search = element('input', 'deita-Filter-find jp-mod-styled');
    search.type = 'search';
    search.placeholder = trans.__('Find values');
    search.setAttribute('aria-label', trans.__('Find values'));
    search.addEventListener('input', () => {
      window.clearTimeout(this._typing);
      this._typing = window.setTimeout(() => void this._count(search.value), TYPED);
    });
    search.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        void this._count(search.value);
      }
    });
    this._values.append(search, this._list, this._note);
  }

  /** Counts the values that have a text in them, over the rows that all other filters leave. */
  private async _count(text: string): Promise<void> {
    const { fetch, index, trans, view } = this._options;
    this._counting?.abort();
    const counting = new AbortController();
    this._counting = counting;
    const others = view.filterWithout(index);
    const found: Filter[] =
      text === '' ? [] : [{ op: 'contains', column: view.refOf(index), value: text }];
    try {
      const summary = await fetch?.(
        {
          columns: [index],
          filter: joined([...(others ? [others] : []), ...found]),
          search: view.search,
          seconds: SECONDS
        },
        counting.signal
      );
      const column = summary?.columns[0];
      if (column && !counting.signal.aborted) {
        this._showValues(column, text);
      }
    } catch (reason) {
      if (!counting.signal.aborted && !isAbort(reason)) {
        this._note?.replaceChildren(toDeitaError(reason).message);
      }
    }
    if (!this._note?.hasChildNodes() && !this._list?.hasChildNodes()) {
      this._note?.replaceChildren(trans.__('No values.'));
    }
  }

  private _showValues(column: ColumnSummary, text: string): void {
    const { trans } = this._options;
    const counts: ValueCount[] = [...(column.values ?? [])];
    if (column.null_count && text === '') {
      counts.push({ value: null, count: column.null_count });
    }
    const seen = new Set(counts.map(({ value }) => JSON.stringify(value)));
    const others = text === '' ? this._chosen : [];
    const lines = [
      ...counts.map(({ value, count }) => this._line(value, count)),
      ...others
        .filter(value => !seen.has(JSON.stringify(value)))
        .map(value => this._line(value, null))
    ];
    this._list?.replaceChildren(...lines);
    const distinct = column.distinct ?? 0;
    this._note?.replaceChildren(
      !column.computed
        ? trans.__('Counting took too long.')
        : column.values === null
          ? trans.__('Too many different values to count: find some.')
          : distinct > counts.length && counts.length >= 10
            ? trans.__('The ten most frequent; find others by typing.')
            : ''
    );
  }

  private _line(value: Cell, count: number | null): HTMLLIElement {
    const { column, trans } = this._options;
    const line = element('li', 'deita-Filter-value');
    const label = element('label', '');
    const box = element('input', '');
    box.type = 'checkbox';
    const key = JSON.stringify(value);
    box.checked = this._chosen.some(other => JSON.stringify(other) === key);
    box.addEventListener('change', () => {
      this._chosen = this._chosen.filter(other => JSON.stringify(other) !== key);
      if (box.checked) {
        this._chosen.push(value);
      }
      // A list takes the place of a typed condition.
      for (const field of this._fields) {
        if (field instanceof HTMLInputElement) {
          field.value = '';
        }
      }
    });
    const name = element('span', 'deita-Filter-name', valueText(column, value, trans));
    label.append(box, name);
    if (count !== null) {
      label.append(element('span', 'deita-Filter-count', count.toLocaleString()));
    }
    line.append(label);
    return line;
  }

  private _chosen: Cell[] = [];
  private _counting: AbortController | null = null;
  private _fields: (HTMLInputElement | HTMLSelectElement)[] = [];
  private _list: HTMLUListElement | null = null;
  private readonly _message: HTMLElement;
  private _note: HTMLElement | null = null;
  private readonly _operands: HTMLElement;
  private readonly _operator: HTMLSelectElement;
  private _typing = 0;
  private readonly _values: HTMLElement;
}

function textField({ kind, type }: Column): HTMLInputElement {
  const field = element('input', 'deita-Filter-operand jp-mod-styled');
  field.type = 'text';
  if (kind === 'number') {
    field.inputMode = 'decimal';
  } else if (type === 'DATE') {
    field.placeholder = '2026-01-31';
  } else if (kind === 'time') {
    field.placeholder = type.startsWith('TIMESTAMP') ? '2026-01-31 12:00' : '12:00:00';
  }
  return field;
}

function booleanField(): HTMLSelectElement {
  const field = element('select', 'deita-Filter-operand jp-mod-styled');
  for (const value of ['true', 'false']) {
    field.append(element('option', '', value));
  }
  return field;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = ''
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
