/** What of a report needs a look, in words. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IngestReport, Problem } from '../api/contract';
import { formatCount } from '../tables/format';

/** Whether a problem is of cells, not of whole lines. */
function isOfCells({ kind, first }: Problem): boolean {
  return kind === 'cast' || kind === 'error_value' || first.column !== null;
}

/** What is told, and needs no look: nothing is lost by it. */
const PLAIN: ReadonlySet<string> = new Set(['null_spelling', 'stored_as_text']);

/** `3 lines and 1 value need a look`; null where nothing does. */
export function doubts(report: IngestReport, trans: TranslationBundle): string | null {
  const doubtful = report.problems.filter(({ kind }) => !PLAIN.has(kind));
  const sum = (problems: Problem[]): number =>
    problems.reduce((total, { count }) => total + count, 0);
  const lines = sum(doubtful.filter(problem => !isOfCells(problem)));
  const values = sum(doubtful.filter(isOfCells));
  const lineText = trans._n('%2 line', '%2 lines', lines, formatCount(lines));
  const valueText = trans._n('%2 value', '%2 values', values, formatCount(values));
  if (lines > 0 && values > 0) {
    return trans.__('%1 and %2 need a look', lineText, valueText);
  }
  if (lines + values === 0) {
    return null;
  }
  const text = lines > 0 ? lineText : valueText;
  return trans._n('%2 needs a look', '%2 need a look', lines + values, text);
}
