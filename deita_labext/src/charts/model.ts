import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import type { RowSource } from '../api/client';
import type { ChannelInput, ChartInput, Column, Drawing, Seen } from '../api/contract';
import { DeitaError, isAbort, toDeitaError } from '../api/request';
import { headOf, type IRowsHead } from '../grid/source';
import type { IDeitaClient } from '../tokens';
import {
  type ChannelName,
  firstChart,
  type Mark,
  mayBeEmpty,
  roleOf,
  withMark
} from './fit';

type Client = Pick<IDeitaClient, 'chart' | 'table' | 'result'>;

/** Milliseconds of rest after which a changed chart is asked for. */
const REST = 150;

/** One chart of a table's or a result's rows: what is asked for, and what was drawn. */
export class ChartModel implements IDisposable {
  constructor(
    private readonly _client: Client,
    private readonly _options: ChartModel.IOptions
  ) {
    this._name = _options.name;
    this._chart = _options.chart ?? null;
  }

  get source(): RowSource {
    return this._options.source;
  }

  get view(): Seen {
    return this._options.view ?? {};
  }

  /** Whether only some of the rows are seen. */
  get filtered(): boolean {
    const { filter, search } = this.view;
    return filter != null || (search ?? '') !== '';
  }

  /** The table's name as the server last said, or the result's. */
  get name(): string {
    return this._name;
  }

  /** Empty before they were told. */
  get columns(): readonly Column[] {
    return this._head?.columns ?? [];
  }

  /** What is asked for; null before the columns are known, and where none can be drawn. */
  get chart(): ChartInput | null {
    return this._chart;
  }

  /** What was drawn last. */
  get drawing(): Drawing | null {
    return this._drawing;
  }

  get error(): DeitaError | null {
    return this._error;
  }

  /** Whether the person has stopped the drawing. */
  get stopped(): boolean {
    return this._stopped;
  }

  get busy(): boolean {
    return this._asking !== null;
  }

  /** Whether there is nothing that could be drawn. */
  get empty(): boolean {
    return this._head !== null && this._chart === null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** What opens the same chart again. */
  get args(): JSONObject {
    return JSON.parse(
      JSON.stringify({
        source: this.source,
        name: this._name,
        view: this.view,
        chart: this._chart
      })
    ) as JSONObject;
  }

  setMark(mark: Mark): void {
    if (this._chart !== null) {
      this.set(withMark(this._chart, mark, this.columns));
    }
  }

  /** Changes some of what a direction shows; a column that is taken away takes all with it. */
  setChannel(name: ChannelName, change: Partial<ChannelInput>): void {
    if (this._chart === null) {
      return;
    }
    const { mark } = this._chart;
    let channel: ChannelInput | null = { ...this._chart[name], ...change };
    if ('column' in change) {
      const column = change.column ?? null;
      if (column === null) {
        channel = roleOf(mark, name) === 'measure' ? { aggregate: 'count' } : null;
      } else {
        channel = { column, aggregate: change.aggregate ?? null };
      }
    }
    if (channel === null && !mayBeEmpty(mark, name)) {
      return;
    }
    this.set({ ...this._chart, [name]: channel });
  }

  /** Changes what is not of a direction. */
  setOptions(change: Pick<ChartInput, 'sort' | 'limit' | 'title' | 'many'>): void {
    if (this._chart !== null) {
      this.set({ ...this._chart, ...change });
    }
  }

  /** Asks for another chart, when the person rests. */
  set(chart: ChartInput): void {
    this._chart = chart;
    this._asked.emit();
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => void this.draw(), REST);
    this._changed.emit();
  }

  /** What is asked for was changed by the person. */
  get asked(): ISignal<this, void> {
    return this._asked;
  }

  /** Asks for all anew. Never throws: see `error`. */
  async load(): Promise<void> {
    await this._try(async signal => {
      this._head = await this._ask(signal);
      this._name = this._head.name;
      this._chart ??= firstChart(this._head.columns, this._head.rowCount);
      await this._fetch(signal);
    });
  }

  /** Asks for the chart. Never throws: see `error`. */
  async draw(): Promise<void> {
    await this._try(signal => this._fetch(signal));
  }

  /** Waits for the chart no longer; what was drawn stays. */
  stop(): void {
    this._asking?.abort();
    this._asking = null;
    this._stopped = true;
    this._changed.emit();
  }

  /** The table has another name. */
  rename(name: string): void {
    if (name !== this._name) {
      this._name = name;
      this._changed.emit();
    }
  }

  /** Looks as soon as the chart is to be seen: draws it first, later where rows changed. */
  async refresh(): Promise<void> {
    await (this._head === null ? this.load() : this.check());
  }

  /** Looks whether the rows are still the same; draws anew where they are not. */
  async check(): Promise<void> {
    if (this.source.kind === 'result' || this._head === null) {
      return;
    }
    try {
      const head = await this._ask(new AbortController().signal);
      if (head.version !== this._head.version) {
        await this.load();
      } else {
        this.rename(head.name);
      }
    } catch (reason) {
      const error = toDeitaError(reason);
      // A server that is away for a moment is no reason to take the chart off the screen.
      if (error.code === 'not_found') {
        this._error = error;
        this._changed.emit();
      }
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    this._asking?.abort();
    Signal.clearData(this);
  }

  private _ask(signal: AbortSignal): Promise<IRowsHead> {
    return headOf(this._client, this.source, this._name, signal);
  }

  private async _fetch(signal: AbortSignal): Promise<void> {
    if (this._chart === null) {
      return;
    }
    const drawing = await this._client.chart(
      this.source,
      { chart: this._chart, view: this.view },
      signal
    );
    signal.throwIfAborted();
    this._drawing = drawing;
  }

  private async _try(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this._asking?.abort();
    const asking = new AbortController();
    this._asking = asking;
    this._stopped = false;
    this._changed.emit();
    try {
      await work(asking.signal);
      this._error = null;
    } catch (reason) {
      if (asking.signal.aborted || isAbort(reason)) {
        return;
      }
      this._error = toDeitaError(reason);
    }
    this._asking = null;
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _name: string;
  private _head: IRowsHead | null = null;
  private _chart: ChartInput | null;
  private _drawing: Drawing | null = null;
  private _error: DeitaError | null = null;
  private _asking: AbortController | null = null;
  private _stopped = false;
  private _timer = 0;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _asked = new Signal<this, void>(this);
}

export namespace ChartModel {
  export interface IOptions {
    source: RowSource;
    name: string;
    view?: Seen | undefined;
    chart?: ChartInput | null | undefined;
  }
}
