import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Problem } from '../api/contract';
import { formatCount } from '../tables/format';
import { problemName } from './words';

export interface IProblemsProps {
  problems: readonly Problem[];
  trans: TranslationBundle;
}

/** Each kind of problem with how often it was met, and the first of them. */
export function Problems({ problems, trans }: IProblemsProps): React.JSX.Element {
  return (
    <table className="deita-Listing deita-Problems">
      <thead>
        <tr>
          <th scope="col">{trans.__('What')}</th>
          <th scope="col" className="deita-Listing-number">
            {trans.__('How often')}
          </th>
          <th scope="col" className="deita-Listing-number">
            {trans.__('First in line')}
          </th>
          <th scope="col">{trans.__('Column')}</th>
          <th scope="col">{trans.__('Text')}</th>
          <th scope="col">{trans.__('Reason')}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ kind, count, first }) => (
          <tr key={kind}>
            <th scope="row">{problemName(kind, trans)}</th>
            <td className="deita-Listing-number">{formatCount(count)}</td>
            <td className="deita-Listing-number">
              {first.line === null ? '' : formatCount(first.line)}
            </td>
            <td>{first.column}</td>
            <td>
              <code title={first.text ?? undefined}>{first.text}</code>
            </td>
            <td>{first.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
