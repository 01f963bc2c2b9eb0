import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  ColumnOption,
  IngestColumn,
  IngestOptions,
  Job,
  Preview,
  PreviewPart,
  Snapshot
} from '../api/contract';
import { isAbort, toDeitaError, type DeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';
import {
  compact,
  isOf,
  shapes,
  withColumn,
  withColumnsOf,
  type ColumnChange,
  type DecisionKey,
  type IColumnPlace
} from './options';
import { ofSeveralFiles } from './several';
import type { IImportTarget } from './target';

/** How long the person may go on changing before the preview is asked for. */
const PAUSE_MS = 250;
const PREVIEW_ROWS = 50;

/**
 * How a file is to be read, and what it would become that way. Each change asks for
 * the preview anew; an answer to what is no longer asked is dropped. What was shown
 * stays until the next answer, also when that is an error.
 */
export class ImportModel implements IDisposable {
  constructor(
    private readonly _client: Pick<IDeitaClient, 'preview' | 'ingest' | 'snapshots'>,
    readonly target: IImportTarget
  ) {
    this._options = compact(target.options);
    this._name = target.name;
    void this._load();
  }

  get options(): IngestOptions {
    return this._options;
  }

  /** What a new table is to be called; null to call it by the file. */
  get name(): string | null {
    return this._name;
  }

  /** What the file would become as last asked; null before the first answer. */
  get preview(): Preview | null {
    return this._preview;
  }

  /** Why it cannot be read as it is asked now; null where it can. */
  get error(): DeitaError | null {
    return this._error;
  }

  /** Whether the preview is not yet of what is asked now. */
  get busy(): boolean {
    return this._busy;
  }

  /** Whether the person stopped it, so that what is shown is not of what is asked. */
  get stopped(): boolean {
    return this._stopped;
  }

  /** The sheets, tables or members that the file has; one without a name for most. */
  get partNames(): readonly string[] {
    return this._names ?? [];
  }

  /** Those that are to be read. */
  get chosenParts(): readonly string[] {
    const { parts } = this._options;
    return parts ? this.partNames.filter(name => parts.includes(name)) : this.partNames;
  }

  /** The part that is shown. */
  get part(): PreviewPart | null {
    const parts = this._preview?.parts ?? [];
    return parts.find(({ name }) => name === this._shown) ?? parts[0] ?? null;
  }

  /** The columns of the shown part that are left out, as the file calls them. */
  get dropped(): readonly string[] {
    return (this._options.columns ?? [])
      .filter(
        option => option.drop === true && isOf(option, this._place(option.source))
      )
      .map(({ source }) => source);
  }

  /** What is asked of a column of the shown part. */
  asked(source: string): ColumnOption | undefined {
    return this._options.columns?.find(option => isOf(option, this._place(source)));
  }

  /** What stands in the way of reading the file, other than the error; null for nothing. */
  get obstacle(): 'parts' | 'mapping' | 'rows' | null {
    const { mode } = this.target;
    if (mode !== 'new' && this.chosenParts.length !== 1) {
      return 'parts';
    }
    const mapping = this.part?.mapping ?? [];
    if (mapping.some(({ change }) => change === 'refused')) {
      return 'mapping';
    }
    return this._several !== null && !this._agreed ? 'rows' : null;
  }

  /** The snapshot that is to be replaced, where it holds the rows of several files. */
  get several(): Snapshot | null {
    return this._several;
  }

  /** Whether the person agreed that rows of other files go. */
  get agreed(): boolean {
    return this._agreed;
  }

  /** Agree that the rows of other files go, or take it back. */
  agree(agreed: boolean): void {
    this._agreed = agreed;
    this._changed.emit();
  }

  get canConfirm(): boolean {
    return (
      this._preview !== null &&
      this._error === null &&
      !this._busy &&
      !this._stopped &&
      this.chosenParts.length > 0 &&
      this.obstacle === null
    );
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Decide something; null leaves it to be detected. */
  decide<K extends DecisionKey>(key: K, value: IngestOptions[K] | null): void {
    this._explored &&= !shapes(key);
    this._ask({ ...this._options, [key]: value });
  }

  /** Whether a file of which a line is left out is refused. */
  setStrict(strict: boolean): void {
    this._ask({ ...this._options, strict });
  }

  /** Call the new table that, or with null by the file. */
  rename(name: string | null): void {
    this._name = name;
    this._ask(this._options);
  }

  /** Name a column, give it a type, leave it out or take it back. */
  changeColumn(source: string, change: ColumnChange): void {
    this._ask(withColumn(this._options, this._place(source), change));
  }

  /** Let a column of the table take that column of the file, or none. */
  mapColumn(column: string, source: string | null): void {
    const columns = this.part?.columns ?? [];
    const same = ({ name }: IngestColumn): boolean =>
      name.toLowerCase() === column.toLowerCase();
    let options = this._options;
    const before = columns.find(same);
    if (before !== undefined && before.source !== source) {
      // By its own name it would come back.
      const own = before.source.toLowerCase() === column.toLowerCase();
      const name = own ? `${before.source}_file` : null;
      options = withColumn(options, this._place(before.source), { name });
    }
    if (source !== null) {
      options = withColumn(options, this._place(source), { name: column });
    }
    this._ask(options);
  }

  /** Show that part. */
  show(name: string): void {
    this._shown = name;
    this._changed.emit();
  }

  /** Read that part, or not. */
  choosePart(name: string, chosen: boolean): void {
    const parts = this.partNames.filter(other =>
      other === name ? chosen : this.chosenParts.includes(other)
    );
    const all = parts.length === this.partNames.length;
    this._ask({ ...this._options, parts: all ? null : parts });
    if (chosen) {
      this.show(name);
    }
  }

  /** Read only that part. */
  chooseOnly(name: string): void {
    const parts = this.partNames.length > 1 ? [name] : null;
    this._ask({ ...this._options, parts });
    this.show(name);
  }

  /** Ask for the preview once more. */
  retry(): void {
    void this._load();
  }

  /** Have the file read as it is asked. Throws a DeitaError. */
  confirm(): Promise<Job> {
    const { workspaceId, fileId, mode, table } = this.target;
    return this._client.ingest(workspaceId, {
      file_id: fileId,
      options: this._options,
      mode,
      table: table?.id ?? null,
      name: this._name
    });
  }

  /** Do not look into the file any longer; each change, and retrying, looks again. */
  stop(): void {
    if (!this._busy) {
      return;
    }
    clearTimeout(this._timer);
    this._asked?.abort();
    this._stopped = true;
    this._end();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._asked?.abort();
    Signal.clearData(this);
  }

  /** Where a column of the shown part is. */
  private _place(source: string): IColumnPlace {
    return {
      source,
      part: this.partNames.length > 1 ? (this.part?.name ?? null) : null
    };
  }

  private _ask(options: IngestOptions): void {
    this._options = compact(options);
    this._busy = true;
    this._stopped = false;
    this._asked?.abort();
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._load(), PAUSE_MS);
    this._changed.emit();
  }

  private async _load(): Promise<void> {
    clearTimeout(this._timer);
    this._asked?.abort();
    const asked = new AbortController();
    this._asked = asked;
    this._busy = true;
    this._stopped = false;
    this._changed.emit();
    if (this.chosenParts.length === 0 && this._names !== null) {
      this._end();
      return;
    }
    try {
      const [preview] = await Promise.all([
        this._fetch(asked.signal),
        this._lookAtTable(asked.signal)
      ]);
      if (asked.signal.aborted) {
        return;
      }
      this._preview = preview;
      this._error = null;
    } catch (reason) {
      if (asked.signal.aborted || isAbort(reason)) {
        return;
      }
      this._error = toDeitaError(reason);
    }
    this._end();
  }

  /** Whether the table to replace holds more than one file's rows; asked once. */
  private async _lookAtTable(signal: AbortSignal): Promise<void> {
    const { workspaceId, mode, table } = this.target;
    if (mode !== 'replace' || table === null || this._looked) {
      return;
    }
    const { items } = await this._client.snapshots(workspaceId, table.id, signal);
    this._several = ofSeveralFiles(items);
    this._looked = true;
  }

  private _end(): void {
    this._busy = false;
    this._changed.emit();
  }

  /** What the file would become; first without parts and columns, where those may differ now. */
  private async _fetch(signal: AbortSignal): Promise<Preview> {
    if (!this._explored) {
      const bare = compact({ ...this._options, parts: null, columns: null });
      const whole = await this._request(bare, signal);
      signal.throwIfAborted();
      this._explored = true;
      this._names = whole.parts.map(({ name }) => name);
      const several = whole.parts.length > 1;
      const places = whole.parts.flatMap(({ name, columns }) =>
        columns.map(({ source }) => ({ source, part: several ? name : null }))
      );
      this._options = withColumnsOf(this._options, places);
      if (!this._options.parts && !this._options.columns) {
        return whole;
      }
    }
    return this._request(this._options, signal);
  }

  private _request(options: IngestOptions, signal: AbortSignal): Promise<Preview> {
    const { workspaceId, fileId, mode, table } = this.target;
    const body = {
      file_id: fileId,
      options,
      mode,
      table: table?.id ?? null,
      name: this._name,
      rows: PREVIEW_ROWS
    };
    return this._client.preview(workspaceId, body, signal);
  }

  private _options: IngestOptions;
  private _name: string | null;
  private _preview: Preview | null = null;
  private _error: DeitaError | null = null;
  private _busy = true;
  private _stopped = false;
  /** Whether parts and columns of the file are known for the options as they are. */
  private _explored = false;
  private _names: readonly string[] | null = null;
  private _shown = '';
  private _several: Snapshot | null = null;
  private _agreed = false;
  private _looked = false;
  private _asked: AbortController | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
