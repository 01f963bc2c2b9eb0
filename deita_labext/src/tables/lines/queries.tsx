import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Past, SavedQuery } from '../../api/contract';
import { CommandIDs } from '../../commands';
import { failedIcon, queryIcon, stoppedIcon } from '../../icons';
import { formatCount } from '../format';
import type { ILine, ILineContext } from './line';
import { More } from './more';

/** A statement that is kept under a name. */
export function savedLine(saved: SavedQuery, context: ILineContext): ILine {
  const { actions, trans } = context;
  const { name, sql, description } = saved;
  return {
    icon: queryIcon,
    name,
    note: description ?? undefined,
    buttons: <More name={name} context={context} />,
    spoken: [trans.__('Saved query %1', name), description]
      .filter(text => text)
      .join(', '),
    hint: [name, description, sql.slice(0, 1000)].filter(text => text).join('\n'),
    sql,
    open: () => actions.run(CommandIDs.openSaved)
  };
}

/** A query that has ended: what was asked, how it went, when. */
export function pastLine(past: Past, context: ILineContext): ILine {
  const { actions, trans } = context;
  const statement = oneLine(past.sql);
  const time = new Date(past.created_at);
  return {
    icon:
      past.state === 'failed'
        ? failedIcon
        : past.state === 'cancelled'
          ? stoppedIcon
          : queryIcon,
    name: statement,
    note: <time dateTime={past.created_at}>{shortTime(time)}</time>,
    buttons: <More name={statement} context={context} />,
    spoken: [statement, how(past, trans), time.toLocaleString()].join(', '),
    hint: [
      past.sql.slice(0, 1000),
      '',
      [how(past, trans), took(past), time.toLocaleString()]
        .filter(text => text)
        .join(' · '),
      ...(past.error === null ? [] : [past.error.message])
    ].join('\n'),
    sql: past.sql,
    open: () => actions.run(CommandIDs.openPast)
  };
}

/** A statement without its line breaks, as far as a line can have it. */
function oneLine(sql: string): string {
  return sql.slice(0, 400).replace(/\s+/g, ' ').trim();
}

function how({ state, row_count }: Past, trans: TranslationBundle): string {
  switch (state) {
    case 'failed':
      return trans.__('failed');
    case 'cancelled':
      return trans.__('stopped');
    default:
      return row_count === null
        ? trans.__('done')
        : trans._n('%2 row', '%2 rows', row_count, formatCount(row_count));
  }
}

function took({ stats }: Past): string {
  const milliseconds = stats['total_ms'];
  if (milliseconds === undefined) {
    return '';
  }
  return milliseconds < 999.5
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
}

/** The time of today's, the date of others. */
function shortTime(time: Date): string {
  return time.toDateString() === new Date().toDateString()
    ? time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
    : time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
}
