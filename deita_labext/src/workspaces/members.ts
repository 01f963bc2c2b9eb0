import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Member, MemberPut, Workspace } from '../api/contract';
import { toDeitaError, type DeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';

/** What somebody can be made. */
export type GivenRole = MemberPut['role'];

/** Who may use a workspace, while that is looked at and changed. */
export class MembersModel implements IDisposable {
  constructor(
    private readonly _client: Pick<
      IDeitaClient,
      'members' | 'putMember' | 'removeMember'
    >,
    readonly workspace: Workspace,
    /** The person who looks. */
    readonly me: string
  ) {}

  /** The owner, then the members; null before they are there. */
  get items(): readonly Member[] | null {
    return this._items;
  }

  /** Why the last thing could not be done. */
  get error(): DeitaError | null {
    return this._error;
  }

  get working(): boolean {
    return this._asked > 0;
  }

  /** Whether the person may say who is a member. */
  get rules(): boolean {
    return this.workspace.role === 'owner';
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** List them. Never throws: see `error`. */
  load(): Promise<boolean> {
    return this._do(() => Promise.resolve());
  }

  /** Make somebody a member, or another one than before. Gives whether it went well. */
  put(user: string, role: GivenRole): Promise<boolean> {
    return this._do(() => this._client.putMember(this.workspace.id, user, { role }));
  }

  /** Remove a member. Gives whether it went well. */
  remove(user: string): Promise<boolean> {
    return this._do(() => this._client.removeMember(this.workspace.id, user));
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** One thing after the other, also of what is asked for meanwhile. */
  private async _do(change: () => Promise<unknown>): Promise<boolean> {
    this._asked += 1;
    this._error = null;
    this._changed.emit();
    this._last = this._last.then(() => this._done(change));
    const done = await this._last;
    this._asked -= 1;
    this._changed.emit();
    return done;
  }

  private async _done(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      // Who has left may not list them any more; nobody looks then.
      this._items = (await this._client.members(this.workspace.id)).items;
      return true;
    } catch (reason) {
      this._error = toDeitaError(reason);
      return false;
    }
  }

  private _items: readonly Member[] | null = null;
  private _error: DeitaError | null = null;
  /** How many things are under way or wait for those before them. */
  private _asked = 0;
  private _last = Promise.resolve(true);
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
