/** What an editor does with its text: run, stop, check, lay out, explain, save. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import type { Check, Event, SavedQuery } from '../api/contract';
import { DeitaError, isAbort, toDeitaError } from '../api/request';
import { type IMark, markOf } from '../sql/problems';
import { type IStatement, statements } from '../sql/statements';
import type { IDeitaClient, IDeitaEvents } from '../tokens';
import { Checks } from './checks';
import { ParamValues } from './paramvalues';
import { cancel, type IRun, newRun } from './run';
import type { IEditorState } from './state';
import { type ITyped, type Param, valueOf } from './values';

/** How often a query that waits is asked about. */
const ASK_MS = 1000;
/** The text, wherever it is kept. */
export interface IText {
  text: string;
}

export class EditorModel implements IDisposable {
  constructor(private readonly _options: EditorModel.IOptions) {
    const { state } = _options;
    this.workspaceId = state.workspaceId;
    this.name = state.name;
    this.savedId = state.savedId;
    this._savedText = state.savedText;
    this._params = new ParamValues(state.params);
    this._checks = new Checks(_options.client);
    this._runs = state.runs.map(({ id, sql, pinned }) => ({
      ...this._newRun(sql, 'rows', id),
      state: 'done',
      pinned
    }));
    _options.live?.received.connect(this._onEvent, this);
  }

  workspaceId: string;
  /** The name under which it is saved, or which its tab has. */
  name: string;
  savedId: string | null;

  /** Something that is shown changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What was run, the first on the left. */
  get runs(): readonly IRun[] {
    return this._runs;
  }

  /** Whether something runs or waits. */
  get busy(): boolean {
    return this._runs.some(({ state }) => state === 'waiting' || state === 'running');
  }

  /** The parameters that the text was last seen to have, as they come. */
  get names(): readonly string[] {
    return this._names;
  }

  /** Whether the text is another one than was saved; false for what never was. */
  get dirty(): boolean {
    return this._savedText !== null && this._savedText !== this._options.text.text;
  }

  get text(): string {
    return this._options.text.text;
  }

  set text(text: string) {
    this._options.text.text = text;
  }

  /** Puts a statement in the place of another one; false where that is not there. */
  replace(instead: string, sql: string): boolean {
    const { text } = this;
    const found = statements(text).find(statement => statement.text === instead);
    if (found === undefined) {
      return false;
    }
    this.text = text.slice(0, found.from) + sql + text.slice(found.to);
    return true;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._stopped = true;
    this._explaining?.abort();
    this._options.live?.received.disconnect(this._onEvent, this);
    Signal.clearData(this);
  }

  setWorkspace(id: string): void {
    if (id !== this.workspaceId) {
      this.workspaceId = id;
      this._emit();
    }
  }

  setParam(name: string, typed: ITyped): void {
    this._params.set(name, typed);
    this._emit();
  }

  /** What was typed for a parameter; nothing yet is an empty text. */
  typed(name: string): ITyped {
    return this._params.get(name);
  }

  /** Takes a text that was typed, and guesses its kind. */
  type(name: string, text: string): void {
    this._params.type(name, text);
    this._emit();
  }

  /**
   * Runs statements one after the other, up to the first that fails; what is not kept of
   * earlier runs goes. Never throws: what goes wrong is shown with its run.
   */
  async run(what: readonly Pick<IStatement, 'text'>[]): Promise<void> {
    if (this.busy || what.length === 0) {
      return;
    }
    this._stopped = false;
    const runs = what.map(({ text }) => this._newRun(text, 'rows'));
    this._runs = [...this._runs.filter(({ pinned }) => pinned), ...runs];
    this._emit();
    for (const run of runs) {
      if (!this._stopped) {
        await this._run(run);
      }
      if (run.state !== 'done') {
        this._skip(runs);
        break;
      }
    }
    this._emit();
  }

  /** Shows how a statement is worked out; with `analyze` it is run for that. */
  async explain(statement: Pick<IStatement, 'text'>, analyze: boolean): Promise<void> {
    if (this.busy) {
      return;
    }
    const run = this._newRun(statement.text, 'plan');
    this._runs = [...this._runs.filter(({ pinned }) => pinned), run];
    run.state = 'running';
    this._emit();
    const explaining = new AbortController();
    this._explaining = explaining;
    try {
      const params = await this._values(run);
      run.plan = await this._options.client.plan(
        run.workspaceId,
        { sql: run.sql, params, analyze },
        explaining.signal
      );
      run.state = 'done';
    } catch (reason) {
      if (isAbort(reason)) {
        run.state = 'cancelled';
      } else {
        this._fail(run, toDeitaError(reason));
      }
    }
    this._emit();
  }

  /** Stops what runs, at the server too, and what would come after it. */
  async stop(): Promise<void> {
    this._stopped = true;
    this._explaining?.abort();
    const running = this._runs.filter(
      ({ state, kind }) => kind === 'rows' && state === 'running'
    );
    for (const run of running) {
      await cancel(run, this._options.client);
    }
  }

  close(run: IRun): void {
    this._runs = this._runs.filter(other => other !== run);
    this._emit();
  }

  pin(run: IRun, pinned: boolean): void {
    run.pinned = pinned;
    this._emit();
  }

  /**
   * Where the text would not run, statement by statement. What was looked at before over
   * the same tables is not asked again. Throws the AbortError of the signal.
   */
  async check(signal: AbortSignal): Promise<IMark[]> {
    const marks: IMark[] = [];
    const names: string[] = [];
    const { text } = this;
    for (const statement of statements(text)) {
      const check = await this._check(statement.text, signal);
      names.push(...(check?.params ?? []));
      if (check?.error) {
        marks.push(markOf(check.error, statement.text, statement.from));
      }
    }
    this._setNames(names);
    return marks;
  }

  /** Lays the text out. Gives how many statements stayed as they were. Throws a DeitaError. */
  async format(): Promise<number> {
    const { text } = this;
    if (text.trim() === '') {
      return 0;
    }
    const { sql, kept } = await this._options.client.format(this.workspaceId, text);
    // What was typed meanwhile is not to be lost.
    if (this.text === text && sql !== text) {
      this.text = sql;
    }
    return kept;
  }

  /** Saves the text, under a name where it has none yet. Throws a DeitaError. */
  async save(name: string): Promise<SavedQuery> {
    const { client } = this._options;
    const { text: sql, workspaceId } = this;
    const saved =
      this.savedId === null
        ? await client.saveQuery(workspaceId, { name, sql })
        : await client.updateSavedQuery(workspaceId, this.savedId, { name, sql });
    this.savedId = saved.id;
    this.name = saved.name;
    this._savedText = sql;
    this._emit();
    return saved;
  }

  /** What is to be kept of it over a reload. */
  state(split: number, keepText: boolean): IEditorState {
    return {
      text: keepText ? this.text : null,
      workspaceId: this.workspaceId,
      name: this.name,
      savedId: this.savedId,
      savedText: this._savedText,
      params: this._params.state,
      runs: this._runs
        .filter(({ kind, state }) => kind === 'rows' && state === 'done')
        .map(({ id, sql, pinned }) => ({ id, sql, pinned })),
      split
    };
  }

  /** The text was changed. */
  touch(): void {
    this._emit();
  }

  private _newRun(sql: string, kind: IRun['kind'], id?: string): IRun {
    return newRun(sql, kind, this.workspaceId, id);
  }

  private async _run(run: IRun): Promise<void> {
    run.state = 'running';
    run.startedAt = Date.now();
    this._emit();
    const asking = window.setInterval(() => void this._ask(run), ASK_MS);
    try {
      const params = await this._values(run);
      if (this._stopped) {
        run.state = 'cancelled';
        return;
      }
      run.query = await this._options.client.run(run.workspaceId, {
        sql: run.sql,
        params,
        id: run.id,
        fresh: false
      });
      run.state = 'done';
    } catch (reason) {
      this._fail(run, toDeitaError(reason));
    } finally {
      window.clearInterval(asking);
      this._emit();
    }
  }

  /** How many come before a query that waits. */
  private async _ask(run: IRun): Promise<void> {
    try {
      const { ahead } = await this._options.client.queryOf(run.id);
      run.ahead = ahead;
      this._emit();
    } catch {
      // It has not come to the server yet, or has ended meanwhile.
    }
  }

  /** The values for a statement's parameters. Throws a DeitaError where one has none. */
  private async _values(run: IRun): Promise<Record<string, Param>> {
    const { trans } = this._options;
    const check = /[:$]/.test(run.sql) ? await this._check(run.sql) : null;
    const names = check?.params ?? [];
    if (names.length > 0) {
      this._setNames([...this._names, ...names]);
    }
    const params: Record<string, Param> = {};
    for (const name of names) {
      const typed = this.typed(name);
      const value = valueOf(typed);
      if (value === undefined || !this._params.has(name)) {
        throw new DeitaError({
          code: 'no_value',
          message: trans.__('The parameter “%1” has no value.', name),
          hint: trans.__('Give it one in the line above the statement.')
        });
      }
      params[name] = value;
    }
    return params;
  }

  private _check(sql: string, signal?: AbortSignal): Promise<Check | null> {
    return this._checks.of(this.workspaceId, sql, signal);
  }

  private _fail(run: IRun, error: DeitaError): void {
    run.state = error.code === 'query_cancelled' ? 'cancelled' : 'failed';
    run.error = error;
  }

  /** What comes after a statement that failed is not run, and not shown. */
  private _skip(runs: readonly IRun[]): void {
    this._runs = this._runs.filter(
      run => !(runs.includes(run) && run.state === 'waiting')
    );
  }

  private _setNames(names: readonly string[]): void {
    const byLower = new Map(names.map(name => [name.toLowerCase(), name]));
    const found = [...byLower.values()];
    if (found.join() !== this._names.join()) {
      this._names = found;
      this._emit();
    }
  }

  private _onEvent(_: unknown, event: Event): void {
    if (event.type === 'tables' && event.workspace_id === this.workspaceId) {
      this._checks.forget();
      this._tablesChanged.emit();
    }
  }

  /** The tables that statements can read changed. */
  get tablesChanged(): ISignal<this, void> {
    return this._tablesChanged;
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _runs: IRun[] = [];
  private readonly _checks: Checks;
  private readonly _params: ParamValues;
  private _names: readonly string[] = [];
  private _savedText: string | null;
  private _stopped = false;
  private _explaining: AbortController | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _tablesChanged = new Signal<this, void>(this);
}

export namespace EditorModel {
  export interface IOptions {
    client: IDeitaClient;
    live: IDeitaEvents | null;
    text: IText;
    state: IEditorState;
    trans: TranslationBundle;
  }
}
