import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { JobTable, Workspace } from '../api/contract';
import type { DeitaError } from '../api/request';
import type { ITableArguments } from '../commands';
import { errorWords } from '../errorwords';
import type { Readings } from '../imports/readings';
import { doubts } from '../imports/doubts';
import { IconButton, off, useSignal } from '../react';
import { isFinal, type IActivity } from './activity';
import { formatCount, formatTimeLeft } from './format';
import type { TablesModel } from './model';

export interface IActivitiesProps {
  model: TablesModel;
  /** The current workspace: what goes to another one says so. */
  workspace: Workspace;
  onCancel: (activity: IActivity) => void;
  readings: Readings;
  onReport: (table: ITableArguments) => void;
  onImport: (activity: IActivity) => void;
  onAgain: (table: ITableArguments) => void;
  /** Why the person may not change what is in a workspace; null where they may. */
  hindrance: (workspaceId: string) => string | null;
  trans: TranslationBundle;
}

/** Files on their way to a table, what became of them, and what failed. */
export function Activities(props: IActivitiesProps): React.JSX.Element | null {
  const { model, workspace, readings, onCancel, onReport, onImport, onAgain, trans } =
    props;
  useSignal(model.changed);
  useSignal(readings.changed);
  const { activities } = model;
  if (activities.length === 0) {
    return null;
  }
  const over = activities.filter(({ phase }) => isFinal(phase));
  const underWay = activities.filter(({ phase }) => !isFinal(phase));
  return (
    <ul className="deita-Activities" aria-label={trans.__('Uploads')}>
      {over.length > 2 && (
        <li className="deita-Activity deita-Activity-all">
          <button
            type="button"
            className="deita-Link"
            onClick={() => model.dismiss(...over)}
          >
            {trans.__('Dismiss all')}
          </button>
        </li>
      )}
      {/* What moves is seen first, however much is told of what is over. */}
      {[...underWay, ...over].map(activity => (
        <li
          key={activity.key}
          className="deita-Activity"
          data-activity={activity.key}
          data-phase={activity.phase}
        >
          <div className="deita-Activity-line">
            <span className="deita-Activity-text" title={activity.name}>
              {isFinal(activity.phase) ? (
                <Outcome
                  activity={activity}
                  readings={readings}
                  onReport={onReport}
                  onAgain={onAgain}
                  why={props.hindrance(activity.workspaceId)}
                  trans={trans}
                />
              ) : (
                <>
                  <span className="deita-Activity-name">{activity.name}</span>
                  <span className="deita-Activity-progress">
                    {progressText(
                      activity,
                      activity.workspaceId !== workspace.id,
                      trans
                    )}
                  </span>
                </>
              )}
            </span>
            {isFinal(activity.phase) ? (
              <IconButton
                icon={closeIcon}
                label={trans.__('Dismiss %1', activity.name)}
                onClick={() => model.dismiss(activity)}
              />
            ) : (
              <IconButton
                icon={closeIcon}
                label={trans.__('Cancel %1', activity.name)}
                why={props.hindrance(activity.workspaceId)}
                onClick={() => onCancel(activity)}
              />
            )}
          </div>
          {!isFinal(activity.phase) && <Bar activity={activity} />}
          {activity.error !== null && (
            <p className="deita-Activity-error">
              <Why error={activity.error} trans={trans} />
            </p>
          )}
          {activity.phase === 'failed' && activity.fileId !== null && (
            <button
              type="button"
              className="deita-Link"
              {...off(props.hindrance(activity.workspaceId))}
              onClick={() => onImport(activity)}
            >
              {trans.__('Change how it is read…')}
            </button>
          )}
          {activity.canRetry && (
            <button
              type="button"
              className="deita-Link"
              {...off(props.hindrance(activity.workspaceId))}
              onClick={() => model.retry(activity)}
            >
              {trans.__('Try again')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface IOutcomeProps {
  activity: IActivity;
  readings: Readings;
  onReport: (table: ITableArguments) => void;
  onAgain: (table: ITableArguments) => void;
  /** Why it may not be read anew; null where it may. */
  why: string | null;
  trans: TranslationBundle;
}

/** What became of it, and for each table what needs a look: that opens its report. */
function Outcome(props: IOutcomeProps): React.JSX.Element {
  const { activity, readings, onReport, onAgain, why, trans } = props;
  if (activity.phase !== 'done') {
    return <>{outcome(activity, trans)}</>;
  }
  return (
    <>
      {activity.tables.map(table => {
        const report = readings.report(activity.jobId, table.id);
        const look = report === null ? null : doubts(report, trans);
        const { workspaceId } = activity;
        const place = { workspaceId, tableId: table.id, name: table.name };
        return (
          <span key={table.id}>
            {rowsOf(table, trans)}
            {look !== null && (
              <>
                {' · '}
                <button
                  type="button"
                  className="deita-Link"
                  aria-label={trans.__('%1: %2', table.name, look)}
                  onClick={() => onReport(place)}
                >
                  {look}
                </button>
                {' · '}
                <button
                  type="button"
                  className="deita-Link"
                  aria-label={trans.__('%1: change how it was read', table.name)}
                  {...off(why)}
                  onClick={() => onAgain(place)}
                >
                  {trans.__('Change how it was read…')}
                </button>
              </>
            )}
          </span>
        );
      })}
    </>
  );
}

/** Why it failed, and what helps. */
function Why({
  error,
  trans
}: {
  error: DeitaError;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { message, hint } = errorWords(error, trans);
  return (
    <>
      {message}
      {hint !== null && <span className="deita-Activity-hint"> {hint}</span>}
    </>
  );
}

/** A bar; empty while the work waits, without a value where the share is not known. */
function Bar({ activity }: { activity: IActivity }): React.JSX.Element {
  const waits = activity.phase === 'waiting' || activity.phase === 'queued';
  const share = waits ? 0 : activity.progress;
  return (
    <div
      className="deita-Bar"
      role="progressbar"
      aria-label={activity.name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      data-unknown={share === null ? 'true' : undefined}
    >
      <div
        className="deita-Bar-done"
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}

function progressText(
  activity: IActivity,
  elsewhere: boolean,
  trans: TranslationBundle
): string {
  const parts: string[] = [];
  switch (activity.phase) {
    case 'waiting':
      parts.push(trans.__('waits for its turn'));
      break;
    case 'queued':
      parts.push(trans.__('waits to be read'));
      break;
    default:
      if (activity.progress !== null) {
        parts.push(`${Math.floor(activity.progress * 100)} %`);
      }
      if (activity.phase === 'reading' && activity.rows !== null) {
        const count = formatCount(activity.rows);
        parts.push(trans._n('%2 row', '%2 rows', activity.rows, count));
      }
      if (activity.stalled) {
        parts.push(trans.__('waiting for the connection'));
        break;
      }
      parts.push(
        activity.secondsLeft === null
          ? activity.phase === 'uploading'
            ? trans.__('uploading')
            : trans.__('reading')
          : formatTimeLeft(activity.secondsLeft, trans)
      );
  }
  if (elsewhere) {
    parts.push(trans.__('to another workspace'));
  }
  return parts.join(' · ');
}

/** One line for the end of it; also what is read out. */
export function outcome(activity: IActivity, trans: TranslationBundle): string {
  if (activity.phase === 'done') {
    return activity.tables.map(table => rowsOf(table, trans)).join(', ');
  }
  return trans.__('%1 was not added', activity.name);
}

function rowsOf({ name, row_count }: JobTable, trans: TranslationBundle): string {
  return trans._n('%2: %3 row', '%2: %3 rows', row_count, name, formatCount(row_count));
}
