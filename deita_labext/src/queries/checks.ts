/** What the engine says of statements before they run, asked once for each. No DOM. */
import type { Check } from '../api/contract';
import { isAbort } from '../api/request';
import type { IDeitaClient } from '../tokens';

/** Checks that are remembered. */
const MOST = 200;

export class Checks {
  constructor(private readonly _client: IDeitaClient) {}

  /**
   * The check of a statement; null where the server does not answer. Throws the AbortError
   * of the signal.
   */
  async of(
    workspaceId: string,
    sql: string,
    signal?: AbortSignal
  ): Promise<Check | null> {
    const key = `${workspaceId} ${sql}`;
    const known = this._known.get(key);
    if (known) {
      return known;
    }
    try {
      const check = await this._client.check(workspaceId, { sql, params: {} }, signal);
      this._known.set(key, check);
      for (const old of this._known.keys()) {
        if (this._known.size <= MOST) {
          break;
        }
        this._known.delete(old);
      }
      return check;
    } catch (reason) {
      if (isAbort(reason)) {
        throw reason;
      }
      return null;
    }
  }

  /** The tables changed: what was known of statements over them is no more. */
  forget(): void {
    this._known.clear();
  }

  private readonly _known = new Map<string, Check>();
}
