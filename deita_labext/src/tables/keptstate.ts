/** Keeps which lines of the tree are open, until the page is loaded again. */
import type { IStateDB } from '@jupyterlab/statedb';
import { Debouncer } from '@lumino/polling';

import type { BrowserState } from './browserstate';

const KEY = '@deita/labextension:browser';

/** Milliseconds that the tree rests before it is kept. */
const KEPT = 500;

/** Of many tables that were once open, so many are kept. */
const MOST = 500;

export function keepState(state: BrowserState, db: IStateDB): void {
  const keep = new Debouncer(
    () => db.save(KEY, { expanded: [...state.expanded].slice(-MOST) }),
    KEPT
  );
  let known = state.expanded;
  const follow = (): void => {
    if (state.expanded !== known) {
      known = state.expanded;
      void keep.invoke();
    }
  };
  void db
    .fetch(KEY)
    .then(kept => state.restore(expandedOf(kept)))
    .catch(() => undefined)
    .finally(() => {
      known = state.expanded;
      state.changed.connect(follow);
    });
}

/** What was kept, checked; where there is nothing, what is open at first. */
function expandedOf(kept: unknown): string[] {
  const { expanded } = (kept ?? {}) as { expanded?: unknown };
  return Array.isArray(expanded)
    ? expanded.filter((key): key is string => typeof key === 'string')
    : ['section:tables'];
}
