import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Snapshot } from '../api/contract';
import { Failure } from '../failure';
import { originName } from '../imports/words';
import { off, useLasting, useSignal } from '../react';
import { formatBytes, formatCount } from '../tables/format';
import type { IHindrance } from '../workspaces/rights';
import type { SnapshotsModel } from './model';

export interface ISnapshotsViewProps {
  model: SnapshotsModel;
  /** Why the person may not restore one; null where they may. */
  hindrance: IHindrance;
  open: (snapshot: Snapshot) => void;
  restore: (snapshot: Snapshot) => void;
  trans: TranslationBundle;
}

/** A table's snapshots, newest first; each can be looked at, and made current again. */
export function SnapshotsView(props: ISnapshotsViewProps): React.JSX.Element {
  const { model, trans } = props;
  useSignal(model.changed);
  useSignal(props.hindrance.changed);
  const { items, error, name, working } = model;
  const lasting = useLasting(working !== null, 300);
  const slow = useLasting(items === null && error === null, 300);
  return (
    <div className="deita-Report">
      <h1>{trans.__('Snapshots of %1', name)}</h1>
      <p className="deita-Report-from">
        {trans.__(
          'Each change made one. A query reads them too: %1.',
          `"${name}@${String(items?.at(-1)?.number ?? 1)}"`
        )}
      </p>
      {error !== null && (
        <Failure error={error} retry={() => void model.load()} trans={trans} />
      )}
      {slow && <p role="status">{trans.__('Looking for the snapshots…')}</p>}
      {lasting && (
        <p role="status">
          {model.canStop
            ? trans.__('Opening snapshot %1…', working ?? '')
            : trans.__('Restoring snapshot %1…', working ?? '')}{' '}
          {model.canStop && (
            <button type="button" className="deita-Link" onClick={() => model.stop()}>
              {trans.__('Stop')}
            </button>
          )}
        </p>
      )}
      {items !== null && (
        <table className="deita-Listing deita-Snapshots">
          <thead>
            <tr>
              <th scope="col" className="deita-Listing-number">
                {trans.__('Number')}
              </th>
              <th scope="col">{trans.__('Date')}</th>
              <th scope="col" className="deita-Listing-number">
                {trans.__('Rows')}
              </th>
              <th scope="col" className="deita-Listing-number">
                {trans.__('Columns')}
              </th>
              <th scope="col" className="deita-Listing-number">
                {trans.__('Size')}
              </th>
              <th scope="col">{trans.__('What made it')}</th>
              <th scope="col">{trans.__('What can be done')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(snapshot => (
              <Line key={snapshot.number} {...props} snapshot={snapshot} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Line({
  model,
  snapshot,
  hindrance,
  open,
  restore,
  trans
}: ISnapshotsViewProps & { snapshot: Snapshot }): React.JSX.Element {
  const { number, current, created_at, row_count, columns, bytes } = snapshot;
  const busy = model.working !== null;
  const made = [originName(snapshot, trans), model.fileName(snapshot)];
  return (
    <tr data-current={current}>
      <th scope="row" className="deita-Listing-number">
        {number}
      </th>
      <td>
        <time dateTime={created_at}>{new Date(created_at).toLocaleString()}</time>
      </td>
      <td className="deita-Listing-number">{formatCount(row_count)}</td>
      <td className="deita-Listing-number">{formatCount(columns.length)}</td>
      <td className="deita-Listing-number">{formatBytes(bytes)}</td>
      <td>{made.filter(text => text !== '').join(' · ')}</td>
      <td className="deita-Listing-actions">
        <button
          type="button"
          className="deita-Link"
          disabled={busy}
          aria-label={trans.__('Open snapshot %1', number)}
          onClick={() => open(snapshot)}
        >
          {trans.__('Open')}
        </button>
        {current ? (
          <span className="deita-Listing-quiet">{trans.__('current')}</span>
        ) : (
          <button
            type="button"
            className="deita-Link"
            disabled={busy}
            aria-label={trans.__('Restore snapshot %1', number)}
            {...off(hindrance.why)}
            onClick={() => restore(snapshot)}
          >
            {trans.__('Restore')}
          </button>
        )}
      </td>
    </tr>
  );
}
