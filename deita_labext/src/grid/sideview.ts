/** Beside the rows: a value in full, or all fields of one row. What it shows is never markup. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { errorWords } from '../errorwords';
import { NULL_MARK, painted } from './format';
import { hexDump, inspect, type Inspection } from './inspection';
import type { Column, GridModel } from './model';
import { element } from './popover';

/** How many bytes of a value are written out. */
const BYTES = 4096;

/** How much of a text is shown at once. */
const LONGEST = 500_000;

export interface ISideHost {
  readonly model: GridModel;
  /** Columns from left to right. */
  readonly columns: readonly number[];
  /** Moves the grid's cursor to what is shown. */
  moveTo(row: number, column: number): void;
  /** Gives the focus back to the rows. */
  leave(): void;
}

export class SideView extends Widget {
  constructor(
    private readonly _host: ISideHost,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('deita-SideView');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Beside the rows'));
    this._title = element('h2', 'deita-SideView-title');
    this._title.setAttribute('aria-live', 'polite');
    this._body = element('div', 'deita-SideView-body');
    this._body.tabIndex = 0;
    this._body.setAttribute('role', 'group');
    const head = element('div', 'deita-SideView-head');
    this._copy = this._button(_trans.__('Copy'), _trans.__('Copy the value'), () => {
      if (this._text !== null) {
        Clipboard.copyToSystem(this._text);
      }
    });
    head.append(
      this._title,
      this._button('↑', _trans.__('Previous row'), () => this._step(-1)),
      this._button('↓', _trans.__('Next row'), () => this._step(1)),
      this._copy,
      this._button('✕', _trans.__('Close'), () => this.dismiss())
    );
    this.node.append(head, this._body);
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        this.dismiss();
      }
    });
    this.hide();
  }

  /** Whether it shows a row's fields, or one value. */
  get mode(): 'row' | 'cell' {
    return this._mode;
  }

  /** Shows a cell, or all fields of its row. */
  async open(mode: 'row' | 'cell', row: number, column: number): Promise<void> {
    this._mode = mode;
    this._row = row;
    this._column = column;
    this.show();
    const showing = ++this._showing;
    const { model } = this._host;
    const number = (row + 1).toLocaleString();
    const name = model.columns[column]?.name ?? '';
    this._title.textContent =
      mode === 'row'
        ? this._trans.__('Row %1', number)
        : this._trans.__('Row %1, %2', number, name);
    this._body.setAttribute('aria-label', this._title.textContent);
    this._copy.hidden = mode === 'row';
    try {
      const [left, right] =
        mode === 'row' ? [0, model.columns.length - 1] : [column, column];
      const [texts] = await model.texts(row, row, left, right);
      if (showing === this._showing && !this.isDisposed) {
        this._fill(texts ?? []);
      }
    } catch (reason) {
      if (showing === this._showing && !this.isDisposed) {
        this._replace(
          element('p', 'deita-SideView-note', errorWords(reason, this._trans).message)
        );
      }
    }
  }

  /** Follows the cursor while it is open. */
  follow(row: number, column: number): void {
    if (this.isVisible && (row !== this._row || column !== this._column)) {
      void this.open(this._mode, row, column);
    }
  }

  /** The rows are others: while it is open, it shows the first of them. */
  renew(): void {
    if (!this.isVisible) {
      return;
    }
    if (this._host.model.known > 0) {
      void this.open(this._mode, 0, this._column);
    } else {
      this._showing++;
      this._replace();
    }
  }

  /** True where it was open. */
  dismiss(): boolean {
    if (this.isHidden) {
      return false;
    }
    this._showing++;
    this._replace();
    this.hide();
    this._host.leave();
    return true;
  }

  override dispose(): void {
    this._revoke();
    super.dispose();
  }

  private _fill(texts: readonly (string | null)[]): void {
    const { columns } = this._host.model;
    if (this._mode === 'row') {
      this._text = null;
      const list = element('dl', 'deita-SideView-fields');
      const order = new Set([...this._host.columns, ...columns.keys()]);
      for (const index of order) {
        const column = columns[index];
        if (column) {
          list.append(...this._field(column, index, texts[index] ?? null));
        }
      }
      this._replace(list);
      return;
    }
    const column = columns[this._column];
    if (column) {
      this._text = texts[0] ?? null;
      this._replace(...this._value(column, inspect(column, this._text)));
    }
  }

  private _field(column: Column, index: number, text: string | null): HTMLElement[] {
    const name = element('dt', '', column.name);
    name.title = column.type;
    const value = element('dd', text === null ? 'deita-SideView-null' : '');
    const shown = text === null ? NULL_MARK : text.slice(0, 301);
    const opens = text !== null && (text.length > 300 || /^\s*[[{]|^data:/.test(text));
    value.append(opens ? painted(shown) : shown);
    if (opens) {
      value.append(
        ' ',
        this._button(
          this._trans.__('more'),
          this._trans.__('Show %1', column.name),
          () => {
            this._host.moveTo(this._row, index);
            void this.open('cell', this._row, index);
          }
        )
      );
    }
    return [name, value];
  }

  private _value(column: Column, found: Inspection): HTMLElement[] {
    const trans = this._trans;
    const facts = (text: string): HTMLElement =>
      element('p', 'deita-SideView-note', `${column.type} · ${text}`);
    switch (found.kind) {
      case 'null':
        return [
          facts(trans.__('null')),
          element('pre', 'deita-SideView-null', NULL_MARK)
        ];
      case 'image':
        return [
          facts(`${found.mime} · ${this._size(found.bytes)}`),
          this._image(found.mime, found.bytes, column.name)
        ];
      case 'bytes':
        return [
          facts(
            found.bytes.length > BYTES
              ? trans.__(
                  '%1, the first %2',
                  this._size(found.bytes),
                  BYTES.toLocaleString()
                )
              : this._size(found.bytes)
          ),
          element('pre', 'deita-SideView-code', hexDump(found.bytes, BYTES))
        ];
      default: {
        const { text } = found;
        const { length } = this._text ?? text;
        const count =
          length === 1
            ? trans.__('1 character')
            : trans.__('%1 characters', length.toLocaleString());
        const cut = text.length > LONGEST;
        return [
          facts(
            cut ? trans.__('%1, the first %2', count, LONGEST.toLocaleString()) : count
          ),
          element(
            'pre',
            found.kind === 'json' ? 'deita-SideView-code' : 'deita-SideView-text',
            cut ? text.slice(0, LONGEST) : text
          )
        ];
      }
    }
  }

  private _size(bytes: Uint8Array): string {
    return bytes.length === 1
      ? this._trans.__('1 byte')
      : this._trans.__('%1 bytes', bytes.length.toLocaleString());
  }

  /** In an image, SVG runs no script and loads nothing. */
  private _image(
    mime: string,
    bytes: Uint8Array<ArrayBuffer>,
    name: string
  ): HTMLElement {
    const image = element('img', 'deita-SideView-image');
    image.alt = this._trans.__('Image in %1', name);
    this._revoke();
    this._url = URL.createObjectURL(new Blob([bytes], { type: mime }));
    image.src = this._url;
    image.addEventListener('error', () => {
      image.replaceWith(element('pre', 'deita-SideView-code', hexDump(bytes, BYTES)));
    });
    return image;
  }

  private _step(by: number): void {
    const row = this._row + by;
    if (row >= 0 && row < this._host.model.known) {
      this._host.moveTo(row, this._column);
      void this.open(this._mode, row, this._column);
    }
  }

  private _replace(...nodes: HTMLElement[]): void {
    this._body.replaceChildren(...nodes);
    this._body.scrollTop = 0;
  }

  private _revoke(): void {
    if (this._url !== null) {
      URL.revokeObjectURL(this._url);
      this._url = null;
    }
  }

  private _button(text: string, label: string, run: () => void): HTMLButtonElement {
    const button = element('button', 'deita-Grid-button', text);
    button.title = label;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', run);
    return button;
  }

  private readonly _body: HTMLElement;
  private _column = 0;
  private readonly _copy: HTMLButtonElement;
  private _mode: 'row' | 'cell' = 'cell';
  private _row = 0;
  private _showing = 0;
  private _text: string | null = null;
  private readonly _title: HTMLElement;
  private _url: string | null = null;
}
