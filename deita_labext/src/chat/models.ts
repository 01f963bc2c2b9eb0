import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Ai } from '../api/contract';
import { Refresher } from '../api/refresher';
import { toDeitaError, type DeitaError } from '../api/request';
import type { IAiClient } from '../tokens';

const CHOSEN = '@deita/labextension:model';

/** The models that may be asked, the one that is chosen, and what is left of the budget. */
export class AiModels implements IDisposable {
  constructor(
    private readonly _client: IAiClient,
    private readonly _state: IStateDB
  ) {}

  /** What the service said last; null before it was asked. */
  get ai(): Ai | null {
    return this._ai;
  }

  /** Whether a model can be asked, as far as that is known. */
  get enabled(): boolean {
    return this._ai?.enabled ?? false;
  }

  /** Why the service could not say; null once it has. */
  get error(): DeitaError | null {
    return this._error;
  }

  /** The id of the model that is asked. */
  get chosen(): string | null {
    const { models, default_model } = this._ai ?? { models: [], default_model: null };
    const found = models.find(({ id }) => id === this._chosen);
    return found?.id ?? default_model ?? models[0]?.id ?? null;
  }

  choose(id: string): void {
    this._chosen = id;
    void this._state.save(CHOSEN, id);
    this._changed.emit();
  }

  /** What people call a model. */
  label(id: string): string {
    return this._ai?.models.find(model => model.id === id)?.label ?? id;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the service once; later calls wait for that only. Never throws: see `error`. */
  async ready(): Promise<void> {
    if (this._ai === null) {
      await this.refresh();
    }
  }

  /** Ask the service again. Never throws. */
  refresh(): Promise<void> {
    return this._refresher.run();
  }

  dispose(): void {
    this._isDisposed = true;
    this._refresher.dispose();
    Signal.clearData(this);
  }

  private async _ask(): Promise<void> {
    try {
      const [chosen, ai] = await Promise.all([
        this._chosen ?? this._state.fetch(CHOSEN),
        this._client.models()
      ]);
      this._chosen ??= typeof chosen === 'string' ? chosen : null;
      this._ai = ai;
      this._error = null;
    } catch (reason) {
      this._error = toDeitaError(reason);
    }
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _ai: Ai | null = null;
  private _chosen: string | null = null;
  private _error: DeitaError | null = null;
  private _isDisposed = false;
  private readonly _refresher = new Refresher(() => this._ask());
  private readonly _changed = new Signal<this, void>(this);
}
