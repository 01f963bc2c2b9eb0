/** What a column's rows must fit: a typed condition, or a list of its values with their counts. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Column, Filter } from '../api/contract';
import {
  conditionFrom,
  fieldsOf,
  type Operator,
  operandsOf,
  operatorsOf,
  operatorText
} from './conditionform';
import { listedValues, listFilter } from './headerparts';
import { element, Popover } from './popover';
import type { FetchSummary } from './summaries';
import { ValueList } from './valuelist';
import type { ViewModel } from './viewmodel';

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
    const buttons = element('div', 'deita-Filter-buttons');
    const apply = element('button', 'jp-mod-styled jp-mod-accept', trans.__('Apply'));
    apply.type = 'submit';
    const clear = element('button', 'jp-mod-styled jp-mod-reject', trans.__('Clear'));
    clear.type = 'button';
    clear.addEventListener('click', () => this._set(null));
    buttons.append(clear, apply);
    this.node.append(title, this._operator, this._operands, this._message, buttons);
    this._operator.addEventListener('change', () => this._showOperands([]));
    this.node.addEventListener('submit', event => {
      event.preventDefault();
      this._apply();
    });
    this._showOperands(fields?.texts ?? []);
    if (_options.fetch && !['boolean', 'binary', 'nested'].includes(column.kind)) {
      this._values = new ValueList(_options, listedValues(condition) ?? [], () =>
        this._clearFields()
      );
      buttons.before(this._values.node);
    }
  }

  readonly node: HTMLFormElement;

  dispose(): void {
    this._values?.dispose();
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
      this._set(listFilter(view.refOf(index), this._values?.chosen ?? []));
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

  /** A list takes the place of a typed condition. */
  private _clearFields(): void {
    for (const field of this._fields) {
      if (field instanceof HTMLInputElement) {
        field.value = '';
      }
    }
  }

  private _fields: (HTMLInputElement | HTMLSelectElement)[] = [];
  private readonly _message: HTMLElement;
  private readonly _operands: HTMLElement;
  private readonly _operator: HTMLSelectElement;
  private readonly _values: ValueList | null = null;
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
