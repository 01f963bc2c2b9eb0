import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Failure } from '../failure';
import { off, useLasting, useSignal } from '../react';
import { formatCount, formatTimeLeft } from '../tables/format';
import type { IHindrance } from '../workspaces/rights';
import { PreviewGrid } from './columns';
import { Decisions } from './controls';
import { Mapping } from './mapping';
import type { ImportModel } from './model';
import { Problems } from './problems';
import type { ImportRun } from './run';
import { doubts } from './doubts';
import { reconciliation } from './words';

export interface IImportViewProps {
  model: ImportModel;
  run: ImportRun;
  /** Why the person may not import; null where they may. */
  hindrance: IHindrance;
  close: () => void;
  trans: TranslationBundle;
}

/** Decisions on the left, what comes of them on the right, the account of lines below. */
export function ImportView(props: IImportViewProps): React.JSX.Element {
  const { model, run, trans } = props;
  useSignal(model.changed);
  useSignal(run.changed);
  useSignal(props.hindrance.changed);
  const slow = useLasting(model.busy, 300);
  const { part, error, obstacle } = model;
  return (
    <>
      <h1 className="deita-Import-title">{title(model, trans)}</h1>
      <div className="deita-Import-columns">
        <Decisions model={model} trans={trans} />
        <div
          className="deita-Import-preview"
          data-stale={slow || model.stopped || error !== null}
        >
          {error !== null && (
            <Failure
              error={error}
              {...(error.unreachable && { retry: () => model.retry() })}
              trans={trans}
            />
          )}
          {run.error !== null && <Failure error={run.error} trans={trans} />}
          {part === null ? (
            slow && error === null ? (
              <p className="deita-Quiet" role="status">
                {trans.__('Looking into %1…', model.target.fileName)}
              </p>
            ) : null
          ) : (
            <>
              <PreviewGrid key={part.name} model={model} part={part} trans={trans} />
              {part.mapping && obstacle !== 'parts' && (
                <Mapping
                  model={model}
                  part={part}
                  mapping={part.mapping}
                  trans={trans}
                />
              )}
            </>
          )}
        </div>
      </div>
      <Account {...props} />
      <Several {...props} />
      <div className="deita-Import-footer">
        <span className="deita-Import-status" role="status">
          {run.running
            ? reading(run, trans)
            : model.stopped
              ? trans.__('The look into the file was stopped.')
              : obstacle === 'parts'
                ? trans.__('Choose the one part to read.')
                : obstacle === 'rows'
                  ? trans.__('Agree above that the rows of other files go.')
                  : slow
                    ? trans.__('Looking again…')
                    : ''}
        </span>
        {!run.running && slow && (
          <button type="button" className="deita-Link" onClick={() => model.stop()}>
            {trans.__('Stop')}
          </button>
        )}
        {!run.running && model.stopped && (
          <button type="button" className="deita-Link" onClick={() => model.retry()}>
            {trans.__('Look again')}
          </button>
        )}
        <button
          type="button"
          className="jp-mod-styled"
          onClick={() => (run.running ? void run.cancel() : props.close())}
        >
          {run.running ? trans.__('Stop') : trans.__('Cancel')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept"
          disabled={!model.canConfirm || run.running}
          {...off(props.hindrance.why)}
          onClick={() => void run.start()}
        >
          {confirmLabel(model, trans)}
        </button>
      </div>
    </>
  );
}

/** How far it is, and how long it still takes. */
function reading(
  { progress, secondsLeft }: ImportRun,
  trans: TranslationBundle
): string {
  if (progress === null) {
    return trans.__('Reading…');
  }
  const share = trans.__('Reading… %1 %', Math.floor(progress * 100));
  return secondsLeft === null
    ? share
    : `${share} · ${formatTimeLeft(secondsLeft, trans)}`;
}

/** What becomes of each line, and the problems when they are asked for. */
function Account({ model, trans }: IImportViewProps): React.JSX.Element | null {
  const { part } = model;
  if (part === null) {
    return null;
  }
  const { report } = part;
  const text = reconciliation(report, trans);
  const look = doubts(report, trans);
  const told = part.complete
    ? text
    : trans.__(
        'In the beginning of the file: %1. All of it is looked at when it is read; what is otherwise further down stands in the report.',
        text
      );
  return (
    <div className="deita-Account" data-stale={model.busy}>
      <p className="deita-Account-lines" aria-live="polite">
        {told}
      </p>
      {part.notes.length > 0 && (
        <ul className="deita-Account-notes" aria-label={trans.__('Notes')}>
          {part.notes.map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {look !== null && (
        <details>
          <summary>{look}</summary>
          <Problems problems={report.problems} trans={trans} />
        </details>
      )}
    </div>
  );
}

/** That rows of other files go as well, which has to be agreed to. */
function Several({ model, trans }: IImportViewProps): React.JSX.Element | null {
  const { several, target } = model;
  if (several === null) {
    return null;
  }
  return (
    <label className="deita-Warning deita-Several">
      <input
        type="checkbox"
        checked={model.agreed}
        onChange={event => model.agree(event.target.checked)}
      />
      <span>
        {trans._n(
          '%2 holds %3 row of several files. It goes, and only what is in %4 stays; snapshot %5 can be restored.',
          '%2 holds %3 rows of several files. All of them go, and only what is in %4 stays; snapshot %5 can be restored.',
          several.row_count,
          target.table?.name ?? '',
          formatCount(several.row_count),
          target.fileName,
          several.number
        )}
      </span>
    </label>
  );
}

function title({ target }: ImportModel, trans: TranslationBundle): string {
  const { mode, fileName, table } = target;
  switch (mode) {
    case 'new':
      return trans.__('Make a table of %1', fileName);
    case 'replace':
      return trans.__('Replace the rows of %1 by %2', table?.name ?? '', fileName);
    case 'append':
      return trans.__('Append %2 to %1', table?.name ?? '', fileName);
  }
}

function confirmLabel(model: ImportModel, trans: TranslationBundle): string {
  const { target, chosenParts } = model;
  switch (target.mode) {
    case 'new':
      return trans._n(
        'Make Table',
        'Make %1 Tables',
        Math.max(1, chosenParts.length),
        chosenParts.length
      );
    case 'replace':
      return trans.__('Replace %1', target.table?.name ?? '');
    case 'append':
      return trans.__('Append to %1', target.table?.name ?? '');
  }
}
