import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ColumnMapping, PreviewPart } from '../api/contract';
import type { ImportModel } from './model';

export interface IMappingProps {
  model: ImportModel;
  part: PreviewPart;
  mapping: readonly ColumnMapping[];
  trans: TranslationBundle;
}

/** Which column of the file each column of the table takes, and what that changes. */
export function Mapping(props: IMappingProps): React.JSX.Element {
  const { model, part, mapping, trans } = props;
  const changes = mapping.filter(({ change }) => change !== 'same').length;
  const refused = mapping.some(({ change }) => change === 'refused');
  const { name } = model.target.table ?? { name: '' };
  return (
    <details className="deita-Mapping" open={changes > 0}>
      <summary>
        {changes === 0
          ? trans.__('All columns of %1 are in the file, with the same types', name)
          : trans._n(
              '%1 column differs from %2',
              '%1 columns differ from %2',
              changes,
              name
            )}
      </summary>
      <div className="deita-Mapping-scroll">
        <table className="deita-Listing">
          <thead>
            <tr>
              <th scope="col">{trans.__('Column of %1', name)}</th>
              <th scope="col">{trans.__('takes from the file')}</th>
              <th scope="col">{trans.__('Type')}</th>
              <th scope="col">{trans.__('What changes')}</th>
            </tr>
          </thead>
          <tbody>
            {mapping.map(each => (
              <tr key={each.column} data-change={each.change}>
                <th scope="row">{each.column}</th>
                <td>
                  {each.table_type === null ? (
                    each.source
                  ) : (
                    <Source each={each} model={model} part={part} trans={trans} />
                  )}
                </td>
                <td className="deita-Mapping-type">{types(each)}</td>
                <td>{each.note ?? trans.__('nothing')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {refused && (
        <p className="deita-Warning" role="alert">
          {trans.__(
            'Some values do not fit. Take another column, give it another type above, or leave it out.'
          )}
        </p>
      )}
    </details>
  );
}

interface ISourceProps {
  each: ColumnMapping;
  model: ImportModel;
  part: PreviewPart;
  trans: TranslationBundle;
}

function Source({ each, model, part, trans }: ISourceProps): React.JSX.Element {
  const taken = part.columns.find(
    ({ name }) => name.toLowerCase() === each.source?.toLowerCase()
  );
  return (
    <select
      className="jp-mod-styled"
      aria-label={trans.__('Column of the file for %1', each.column)}
      value={taken?.source ?? ''}
      disabled={model.chosenParts.length !== 1}
      onChange={event =>
        model.mapColumn(
          each.column,
          event.target.value === '' ? null : event.target.value
        )
      }
    >
      <option value="">{trans.__('none')}</option>
      {part.columns.map(({ source }) => (
        <option key={source} value={source}>
          {source}
        </option>
      ))}
    </select>
  );
}

function types({ table_type, file_type, type }: ColumnMapping): string {
  const from = (table_type ?? file_type ?? '').toLowerCase();
  const to = (type ?? '').toLowerCase();
  return to === '' || to === from ? from : `${from} → ${to}`;
}
