import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ColumnProfile } from '../api/contract';
import { Failure } from '../failure';
import { kindIcons } from '../icons';
import { useLasting, useSignal } from '../react';
import { formatCount } from '../tables/format';
import { Bars } from './bars';
import type { ProfileModel } from './model';
import { valueText } from './values';

export interface IProfileViewProps {
  model: ProfileModel;
  trans: TranslationBundle;
}

/** What the columns of a table hold, a card each. */
export function ProfileView({ model, trans }: IProfileViewProps): React.JSX.Element {
  useSignal(model.changed);
  const { table, columns, hidden, error } = model;
  const slow = useLasting(model.busy, 300);
  return (
    <div className="deita-Profile">
      <div className="deita-Profile-head">
        <h1>{trans.__('Profile of %1', table?.name ?? model.args.name)}</h1>
        {table !== null && (
          <p className="deita-Profile-of">
            {[
              trans._n(
                '%2 row',
                '%2 rows',
                table.row_count,
                formatCount(table.row_count)
              ),
              trans._n(
                '%2 column',
                '%2 columns',
                table.columns.length,
                formatCount(table.columns.length)
              ),
              trans.__('snapshot %1', table.snapshot)
            ].join(' · ')}
          </p>
        )}
        {table !== null && table.columns.length > 8 && (
          <input
            type="search"
            className="jp-mod-styled"
            placeholder={trans.__('Filter columns…')}
            aria-label={trans.__('Filter columns')}
            value={model.filter}
            onChange={event => model.search(event.target.value)}
          />
        )}
      </div>
      {error !== null && (
        <Failure error={error} retry={() => void model.load()} trans={trans} />
      )}
      <p className="deita-Profile-state" role="status">
        {slow && (
          <>
            {trans.__('Counting…')}{' '}
            <button type="button" className="deita-Link" onClick={() => model.stop()}>
              {trans.__('Stop')}
            </button>
          </>
        )}
        {model.stopped && (
          <>
            {trans.__('Counting was stopped.')}{' '}
            <button
              type="button"
              className="deita-Link"
              onClick={() => void model.load()}
            >
              {trans.__('Go on')}
            </button>
          </>
        )}
      </p>
      <div className="deita-Profile-cards">
        {columns.map(({ name, type, profile }, index) => (
          <section key={index} className="deita-ProfileCard" aria-label={name}>
            <h2>
              {profile !== null && <Kind profile={profile} />}
              <span className="deita-ProfileCard-name" title={name}>
                {name}
              </span>
              <span className="deita-ProfileCard-type">{type.toLowerCase()}</span>
            </h2>
            {profile === null ? (
              <p className="deita-ProfileCard-quiet">{trans.__('Not counted yet')}</p>
            ) : (
              <Facts profile={profile} rows={table?.row_count ?? 0} trans={trans} />
            )}
          </section>
        ))}
      </div>
      {table !== null && columns.length === 0 && model.filter.trim() !== '' && (
        <p>
          {trans.__('No column has “%1” in its name.', model.filter.trim())}{' '}
          <button type="button" className="deita-Link" onClick={() => model.search('')}>
            {trans.__('Clear the filter')}
          </button>
        </p>
      )}
      {hidden > 0 && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          onClick={() => model.more()}
        >
          {trans._n(
            'Show %1 more column',
            'Show %1 more columns',
            Math.min(50, hidden)
          )}
        </button>
      )}
    </div>
  );
}

function Kind({ profile }: { profile: ColumnProfile }): React.JSX.Element {
  const icon = kindIcons[profile.kind];
  return <icon.react tag="span" className="deita-Icon" />;
}

interface IFactsProps {
  profile: ColumnProfile;
  rows: number;
  trans: TranslationBundle;
}

function Facts({ profile, rows, trans }: IFactsProps): React.JSX.Element {
  const { bins, values, quantiles, lengths } = profile;
  const facts: [label: string, value: string | null][] = [
    [
      trans.__('Distinct'),
      profile.distinct === null ? null : `≈ ${formatCount(profile.distinct)}`
    ],
    [trans.__('Null'), share(profile.null_count, rows)],
    [trans.__('NaN'), some(profile.nan_count)],
    [trans.__('Infinite'), some(profile.infinity_count)],
    [trans.__('Least'), valueText(profile.low)],
    [trans.__('Greatest'), valueText(profile.high)],
    [trans.__('Mean'), valueText(profile.mean)],
    [trans.__('Deviation'), valueText(profile.deviation)],
    [
      trans.__('Characters'),
      lengths === null
        ? null
        : lengths.low === lengths.high
          ? formatCount(lengths.low)
          : trans.__(
              '%1 to %2, %3 on average',
              formatCount(lengths.low),
              formatCount(lengths.high),
              lengths.mean.toLocaleString(undefined, { maximumFractionDigits: 1 })
            )
    ]
  ];
  return (
    <>
      {bins !== null && bins.length > 0 && (
        <figure
          className="deita-ProfileCard-bars"
          aria-label={trans.__(
            'Histogram of %1 from %2 to %3',
            profile.name,
            valueText(profile.low) ?? '',
            valueText(profile.high) ?? ''
          )}
        >
          <Bars counts={bins.map(({ count }) => count)} width={200} height={48} />
          <figcaption>
            <span>{valueText(bins[0]?.low)}</span>
            <span>{valueText(bins.at(-1)?.high)}</span>
          </figcaption>
        </figure>
      )}
      <dl>
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <div key={label}>
                <dt>{label}</dt>
                <dd title={value}>{value}</dd>
              </div>
            )
        )}
        {quantiles !== null &&
          (
            [
              ['5 %', quantiles.p05],
              ['25 %', quantiles.p25],
              [trans.__('Median'), quantiles.p50],
              ['75 %', quantiles.p75],
              ['95 %', quantiles.p95]
            ] as const
          ).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{valueText(value)}</dd>
            </div>
          ))}
      </dl>
      {values !== null && values.length > 0 && (
        <Frequent values={values} rows={rows} trans={trans} />
      )}
    </>
  );
}

interface IFrequentProps {
  values: NonNullable<ColumnProfile['values']>;
  rows: number;
  trans: TranslationBundle;
}

/** The most frequent values, each with its share of the rows. */
function Frequent({ values, rows, trans }: IFrequentProps): React.JSX.Element {
  const most = Math.max(...values.map(({ count }) => count));
  return (
    <table className="deita-Frequent">
      <caption>{trans.__('Most frequent')}</caption>
      <tbody>
        {values.map(({ value, count }, index) => (
          <tr key={index}>
            <th scope="row" title={valueText(value) ?? ''}>
              {valueText(value) === '' ? (
                <i>{trans.__('empty text')}</i>
              ) : (
                valueText(value)
              )}
            </th>
            <td>
              <span
                className="deita-Frequent-bar"
                style={{ width: `${(100 * count) / most}%` }}
              />
            </td>
            <td className="deita-Listing-number" title={share(count, rows) ?? ''}>
              {formatCount(count)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function some(count: number | null): string | null {
  return count === null || count === 0 ? null : formatCount(count);
}

/** A count, and which part of the rows that is. */
function share(count: number | null, rows: number): string | null {
  if (count === null) {
    return null;
  }
  if (count === 0 || rows === 0) {
    return formatCount(count);
  }
  const percent = (100 * count) / rows;
  const text =
    percent < 0.1
      ? '< 0.1'
      : percent.toLocaleString(undefined, { maximumFractionDigits: 1 });
  return `${formatCount(count)} (${text} %)`;
}
