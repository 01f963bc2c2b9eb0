/** What a header says of its column in a few letters. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IColumnState } from './summaries';

/** `2% ∅`, or `16 values`; whatever says more of the column. */
export function factsText(
  { summary, rows }: IColumnState,
  trans: TranslationBundle
): string {
  if (!summary.computed) {
    return '…';
  }
  const nulls = summary.null_count ?? 0;
  if (nulls > 0 && rows) {
    return `${shareText(nulls / rows)} ∅`;
  }
  return summary.distinct === null
    ? ''
    : summary.distinct === 1
      ? trans.__('1 value')
      : trans.__('%1 values', shortCount(summary.distinct));
}

/** `2%`, `<1%`, `>99%`: never 0% or 100% of what is there or missing. */
export function shareText(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && percent === 0) {
    return '<1%';
  }
  return share < 1 && percent === 100 ? '>99%' : `${percent}%`;
}

/** `4,095`, `12k`, `1.5M`: the number is an estimate anyway. */
export function shortCount(count: number): string {
  if (count < 10_000) {
    return count.toLocaleString();
  }
  const [size, unit] = count < 1e6 ? [1e3, 'k'] : [1e6, 'M'];
  const short = count / size;
  return `${short < 10 ? short.toFixed(1) : Math.round(short)}${unit}`;
}
