/** One statement that was run, or explained: how far it is, and what came of it. */
import { UUID } from '@lumino/coreutils';

import type { Plan, Query } from '../api/contract';
import type { DeitaError } from '../api/request';
import type { IDeitaClient } from '../tokens';

/** How often, and after how long, a query is stopped that the server does not know yet. */
const CANCELS = 10;
const CANCEL_MS = 200;

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface IRun {
  /** The query's id. */
  readonly id: string;
  readonly sql: string;
  readonly workspaceId: string;
  readonly kind: 'rows' | 'plan';
  state: RunState;
  startedAt: number;
  /** How many queries come before it, while it waits for its turn. */
  ahead: number | null;
  query: Query | null;
  plan: Plan | null;
  error: DeitaError | null;
  /** Whether it stays when the next is run. */
  pinned: boolean;
}

/** A run that waits for its turn. */
export function newRun(
  sql: string,
  kind: IRun['kind'],
  workspaceId: string,
  id = UUID.uuid4().replaceAll('-', '')
): IRun {
  return {
    id,
    sql,
    workspaceId,
    kind,
    state: 'waiting',
    startedAt: Date.now(),
    ahead: null,
    query: null,
    plan: null,
    error: null,
    pinned: false
  };
}

/** Has the server stop a query, which may still be on its way there. */
export async function cancel(
  run: IRun,
  client: Pick<IDeitaClient, 'cancelQuery'>
): Promise<void> {
  for (let attempt = 0; attempt < CANCELS && run.state === 'running'; attempt += 1) {
    try {
      await client.cancelQuery(run.id);
      return;
    } catch {
      await new Promise(resolve => window.setTimeout(resolve, CANCEL_MS));
    }
  }
}
