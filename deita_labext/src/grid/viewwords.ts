/** What is read out when other rows are seen. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ViewModel } from './viewmodel';

/** `8,122 rows fit, sorted by carrier upwards, dep_delay downwards`. */
export function changeText(
  view: ViewModel,
  known: number,
  total: number | null | undefined,
  trans: TranslationBundle
): string {
  const count = known.toLocaleString();
  const rows =
    total === null || total === undefined
      ? trans.__('%1 rows so far', count)
      : view.isWhole
        ? trans.__('%1 rows', count)
        : trans.__('%1 rows fit', count);
  const keys = view.state.sort.map(({ column, descending }) =>
    descending ? trans.__('%1 downwards', column) : trans.__('%1 upwards', column)
  );
  return keys.length === 0
    ? rows
    : `${rows}, ${trans.__('sorted by %1', keys.join(', '))}`;
}
