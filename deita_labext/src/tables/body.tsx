import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon, folderIcon, refreshIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import type { LiveEvents } from '../api/events';
import type { DeitaError } from '../api/request';
import type { ITableArguments } from '../commands';
import { errorText, errorWords } from '../errorwords';
import type { HistoryModel } from '../history/model';
import { uploadIcon } from '../icons';
import type { Readings } from '../imports/readings';
import { IconButton, useLasting, useSignal } from '../react';
import type { SavedModel } from '../saved/model';
import { Expiring } from '../workspaces/expiring';
import type { WorkspacesModel } from '../workspaces/model';
import { WorkspaceSwitcher } from '../workspaces/switcher';
import { Activities, outcome } from './activities';
import type { IActivity } from './activity';
import type { BrowserState } from './browserstate';
import type { ILineContext } from './lines';
import type { TablesModel } from './model';
import { Tree } from './tree';

/** What the panel does for its body. */
export interface IBodyActions {
  upload(): void;
  uploadFolder(): void;
  refresh(): void;
  workspaceMenu(x: number, y: number): void;
  cancel(activity: IActivity): void;
  report(table: ITableArguments): void;
  readOtherwise(activity: IActivity): void;
  /** Why the person may not change what is in a workspace; null where they may. */
  hindrance(workspaceId: string): string | null;
  /** Read the file anew that a table was made of. */
  readAgain(table: ITableArguments): void;
}

export interface IBodyProps {
  workspaces: WorkspacesModel;
  tables: TablesModel;
  saved: SavedModel;
  history: HistoryModel;
  readings: Readings;
  live: LiveEvents;
  state: BrowserState;
  actions: IBodyActions;
  context: ILineContext;
  trans: TranslationBundle;
}

/** The whole of the data browser. */
export function Body(props: IBodyProps): React.JSX.Element {
  const { workspaces, tables, actions, trans } = props;
  useSignal(workspaces.changed);
  const { current } = workspaces;
  const readOnly = current && actions.hindrance(current.id);
  return (
    <>
      <div className="deita-Header">
        <h2 className="deita-Header-title">{trans.__('Deita')}</h2>
        {readOnly === null && (
          <>
            <IconButton
              icon={uploadIcon}
              label={trans.__('Add files…')}
              onClick={actions.upload}
            />
            <IconButton
              icon={folderIcon}
              label={trans.__('Add a folder…')}
              onClick={actions.uploadFolder}
            />
          </>
        )}
        <IconButton
          icon={refreshIcon}
          label={trans.__('Refresh')}
          onClick={actions.refresh}
        />
        <IconButton
          icon={ellipsesIcon}
          label={trans.__('Workspace: new, rename, delete')}
          menu
          onClick={event => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            actions.workspaceMenu(left, bottom);
          }}
        />
      </div>
      <WorkspaceSwitcher model={workspaces} trans={trans} />
      <Expiring model={workspaces} trans={trans} />
      <Content {...props} />
      <Announcements model={tables} trans={trans} />
    </>
  );
}

function Content(props: IBodyProps): React.JSX.Element | null {
  const { workspaces, tables, saved, history, readings, live, state } = props;
  const { actions, context, trans } = props;
  useSignal(saved.changed);
  useSignal(workspaces.changed);
  useSignal(tables.changed);
  useSignal(live.stateChanged);
  const { current } = workspaces;
  const failed =
    workspaces.loadState === 'failed'
      ? workspaces.error
      : tables.loadState === 'failed'
        ? tables.error
        : null;
  const loading = failed === null && (current === null || tables.loadState !== 'ready');
  const showLoading = useLasting(loading, 300);
  const slow = useLasting(loading, 2000);
  const stale = live.error ?? workspaces.error ?? tables.error;
  const showStale = useLasting(!loading && failed === null && stale !== null, 1500);

  if (failed !== null) {
    return <Failure error={failed} onRetry={actions.refresh} trans={trans} />;
  }
  if (loading || current === null) {
    return showLoading ? (
      <p className="deita-Quiet" role="status">
        {trans.__('Looking for your tables…')}{' '}
        {slow && (
          <button type="button" className="deita-Link" onClick={actions.refresh}>
            {trans.__('Try again')}
          </button>
        )}
      </p>
    ) : null;
  }
  const readOnly = actions.hindrance(current.id);
  const empty =
    tables.tables.length === 0 &&
    tables.files.length === 0 &&
    tables.deleted.length === 0;
  return (
    <>
      {showStale && stale !== null && (
        <Stale error={stale} onRetry={actions.refresh} trans={trans} />
      )}
      {empty && readOnly !== null && (
        <div className="deita-Empty">
          <p>{trans.__('No tables yet.')}</p>
          <p>{readOnly}</p>
        </div>
      )}
      {empty && readOnly === null && (
        <div className="deita-Empty">
          <p>
            {trans.__('Drop CSV, Excel, Parquet or JSON files here, or choose them.')}
          </p>
          <button
            type="button"
            className="jp-mod-styled jp-mod-accept"
            onClick={actions.upload}
          >
            {trans.__('Add files…')}
          </button>
        </div>
      )}
      {!(empty && saved.items.length === 0) && <Filter state={state} trans={trans} />}
      <Tree
        tables={tables.tables}
        files={tables.files}
        deleted={tables.deleted}
        saved={saved}
        history={history}
        state={state}
        context={context}
      />
      <Activities
        model={tables}
        readings={readings}
        workspace={current}
        onCancel={actions.cancel}
        onReport={actions.report}
        onImport={actions.readOtherwise}
        onAgain={actions.readAgain}
        hindrance={actions.hindrance}
        trans={trans}
      />
    </>
  );
}

interface IErrorProps {
  error: DeitaError;
  onRetry: () => void;
  trans: TranslationBundle;
}

/** In place of all else: nothing could be had. */
function Failure({ error, onRetry, trans }: IErrorProps): React.JSX.Element {
  const { message, hint } = errorWords(error, trans);
  return (
    <div className="deita-Empty" role="alert">
      <p className="deita-Strong">{message}</p>
      {hint !== null && <p>{hint}</p>}
      <button type="button" className="jp-mod-styled jp-mod-accept" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
      {error.requestId !== null && (
        <p className="deita-Line-note">{trans.__('Request %1', error.requestId)}</p>
      )}
    </div>
  );
}

/** Above what was had before: it may be out of date. */
function Stale({ error, onRetry, trans }: IErrorProps): React.JSX.Element {
  const { message, hint } = errorWords(error, trans);
  return (
    <div className="deita-Stale" role="status">
      <span>
        {message} {trans.__('What is shown may be out of date.')} {hint}
      </span>
      <button type="button" className="deita-Link" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}

function Filter({
  state,
  trans
}: {
  state: BrowserState;
  trans: TranslationBundle;
}): React.JSX.Element {
  useSignal(state.changed);
  return (
    <input
      type="search"
      className="jp-mod-styled deita-Filter"
      placeholder={trans.__('Filter tables and columns…')}
      aria-label={trans.__('Filter tables and columns')}
      value={state.filter}
      onChange={event => state.search(event.target.value)}
    />
  );
}

/** For those who do not see it: what became of the uploads, as it happens. */
function Announcements({
  model,
  trans
}: {
  model: TablesModel;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [text, setText] = useState('');
  useEffect(() => {
    const onFinished = (_: TablesModel, activity: IActivity): void => {
      const { error } = activity;
      const parts = [`${outcome(activity, trans)}.`];
      setText([...parts, ...(error ? [errorText(error, trans)] : [])].join(' '));
    };
    model.finished.connect(onFinished);
    return () => {
      model.finished.disconnect(onFinished);
    };
  }, [model, trans]);
  return (
    <div className="deita-Announcements" role="status" aria-live="polite">
      {text}
    </div>
  );
}
