import type { Snapshot } from '../api/contract';

/** The current snapshot where files were put together in it; null where they were not. */
export function ofSeveralFiles(snapshots: readonly Snapshot[]): Snapshot | null {
  const current = snapshots.find(snapshot => snapshot.current);
  let made = current;
  while (made !== undefined && made.origin === 'restore') {
    const before: number | null = made.restored_from;
    made = snapshots.find(({ number }) => number === before);
  }
  return made?.origin === 'append' ? (current ?? null) : null;
}
