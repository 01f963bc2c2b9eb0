import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useMemo } from 'react';

import type { Drawing } from '../api/contract';
import { fieldTitle, inWords } from './said';
import { recordsOf } from './spec';

/** Rows that a table of what is drawn shows at most. */
const ROWS = 500;

/** What is drawn as a table: for those who cannot see it, and for whoever wants the numbers. */
export function DataTable({
  drawing,
  trans
}: {
  drawing: Drawing;
  trans: TranslationBundle;
}): React.JSX.Element {
  const records = useMemo(
    () => recordsOf(inWords(drawing.spec, trans)),
    [drawing, trans]
  );
  const shown = records.slice(0, ROWS);
  return (
    <div
      className="deita-ChartData"
      role="region"
      aria-label={trans.__('What is drawn, as a table')}
      tabIndex={0}
    >
      <table className="deita-Listing">
        <thead>
          <tr>
            {drawing.fields.map(({ field, title }) => (
              <th key={field} scope="col">
                {fieldTitle(drawing.spec, field, trans) ?? title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((record, row) => (
            <tr key={row}>
              {drawing.fields.map(({ field }) => (
                <td
                  key={field}
                  className={
                    typeof record[field] === 'number'
                      ? 'deita-Listing-number'
                      : undefined
                  }
                >
                  {cellText(record[field])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {records.length > ROWS && (
        <p className="deita-ChartNotes-note">
          {trans.__('The first %1 of %2.', ROWS, records.length.toLocaleString())}
        </p>
      )}
    </div>
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) {
    return '∅';
  }
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'number'
    ? value.toLocaleString(undefined, { maximumFractionDigits: 6 })
    : JSON.stringify(value);
}
