import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ColumnOption, TableReport } from '../api/contract';
import { Failure } from '../failure';
import { off, useLasting, useSignal } from '../react';
import type { IHindrance } from '../workspaces/rights';
import { Problems } from './problems';
import type { ReportModel } from './report';
import { columnsName, decisionName, reconciliation, valueName } from './words';

export interface IReportViewProps {
  model: ReportModel;
  /** Why the person may not read it anew; null where they may. */
  hindrance: IHindrance;
  changeReading: () => void;
  trans: TranslationBundle;
}

/** What became of each line of a table's file, and how it was read. */
export function ReportView(props: IReportViewProps): React.JSX.Element {
  const { model, hindrance, trans } = props;
  useSignal(model.changed);
  useSignal(hindrance.changed);
  const slow = useLasting(model.busy && model.report === null, 300);
  const { report, error } = model;
  return (
    <div className="deita-Report">
      <h1>{trans.__('How %1 was read', model.name)}</h1>
      {error !== null && (
        <Failure error={error} retry={() => void model.load()} trans={trans} />
      )}
      {slow && <p role="status">{trans.__('Looking for the report…')}</p>}
      {report !== null && <Account {...props} report={report} />}
    </div>
  );
}

function Account({
  model,
  report: shown,
  hindrance,
  changeReading,
  trans
}: IReportViewProps & { report: TableReport }): React.JSX.Element {
  const { report, decisions, notes, rejects, format, part, snapshot } = shown;
  const told = Object.entries(decisions).flatMap(([key, decision]) => {
    const label = decisionName(key, trans);
    return label === null ? [] : [{ key, label, decision }];
  });
  return (
    <>
      <p className="deita-Report-from">
        {[model.fileName, part, format, trans.__('snapshot %1', snapshot)]
          .filter(text => text)
          .join(' · ')}
      </p>
      <p className="deita-Report-account">{reconciliation(report, trans)}</p>
      <div className="deita-Report-actions">
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept"
          disabled={model.file === null}
          title={
            model.file === null
              ? trans.__('The file that it was made of is not there any more.')
              : undefined
          }
          {...off(hindrance.why)}
          onClick={changeReading}
        >
          {trans.__('Change How It Is Read…')}
        </button>
        {rejects && (
          <a
            className="deita-Link"
            href={model.rejectsUrl}
            download={`${model.name} report.csv`}
          >
            {trans.__('Download all as CSV')}
          </a>
        )}
        {model.fileUrl !== null && (
          <a className="deita-Link" href={model.fileUrl} download={model.fileName}>
            {trans.__('Download the original')}
          </a>
        )}
      </div>
      <h2>{trans.__('What needs a look')}</h2>
      {report.problems.length === 0 ? (
        <p>{trans.__('Nothing: every line became what it says.')}</p>
      ) : (
        <Problems problems={report.problems} trans={trans} />
      )}
      {notes.length > 0 && (
        <>
          <h2>{trans.__('Notes')}</h2>
          <ul>
            {notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      {told.length > 0 && (
        <>
          <h2>{trans.__('How it was read')}</h2>
          <table className="deita-Listing">
            <thead>
              <tr>
                <th scope="col">{trans.__('Decision')}</th>
                <th scope="col">{trans.__('Value')}</th>
                <th scope="col">{trans.__('Why')}</th>
              </tr>
            </thead>
            <tbody>
              {told.map(({ key, label, decision }) => (
                <tr key={key}>
                  <th scope="row">{label}</th>
                  <td>
                    {key === 'columns'
                      ? columnsName(decision.value as ColumnOption[], trans)
                      : valueName(decision.value, trans)}
                  </td>
                  <td>
                    {decision.given ? trans.__('somebody chose it') : decision.why}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
