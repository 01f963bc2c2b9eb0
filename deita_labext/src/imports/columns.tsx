import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React, { useMemo, useState } from 'react';

import type { IngestColumn, PreviewPart } from '../api/contract';
import { cellFormatter, NULL_MARK, painted } from '../grid/format';
import { kindIcons } from '../icons';
import { IconButton } from '../react';
import { formatCount } from '../tables/format';
import type { ImportModel } from './model';
import { typeNames, typeReason } from './words';

/** How many columns are shown at once: a page with thousands of fields answers slowly. */
const COLUMNS = 60;
/** Characters of a value that are shown; the rest is in its tooltip. */
const SHOWN = 80;

export interface IPreviewGridProps {
  model: ImportModel;
  part: PreviewPart;
  trans: TranslationBundle;
}

/** The first rows as they would be, below headers in which columns are named and typed. */
export function PreviewGrid({
  model,
  part,
  trans
}: IPreviewGridProps): React.JSX.Element {
  const [asked, setFirst] = useState(0);
  const first = asked < part.columns.length ? asked : 0;
  const columns = part.columns.slice(first, first + COLUMNS);
  const formatters = useMemo(() => part.columns.map(cellFormatter), [part]);
  const many = part.columns.length > COLUMNS;
  return (
    <>
      {(model.dropped.length > 0 || many) && (
        <div className="deita-PreviewGrid-above">
          {model.dropped.length > 0 && (
            <span className="deita-Dropped">
              {trans.__('Left out:')}
              {model.dropped.map(source => (
                <button
                  key={source}
                  type="button"
                  className="deita-Link"
                  title={trans.__('Take %1 back', source)}
                  aria-label={trans.__('Take %1 back', source)}
                  onClick={() => model.changeColumn(source, { drop: false })}
                >
                  {source} +
                </button>
              ))}
            </span>
          )}
          {many && (
            <ColumnPages
              first={first}
              count={part.columns.length}
              go={setFirst}
              trans={trans}
            />
          )}
        </div>
      )}
      <div
        className="deita-PreviewGrid"
        tabIndex={0}
        role="region"
        aria-label={trans.__('First rows')}
        aria-busy={model.busy}
      >
        <table>
          <thead>
            <tr>
              <th scope="col" className="deita-PreviewGrid-number">
                <span className="deita-Announcements">{trans.__('Row')}</span>
              </th>
              {columns.map(column => (
                <Heading
                  key={column.source}
                  column={column}
                  why={typeReason(part.decisions, column)}
                  model={model}
                  trans={trans}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {part.rows.map((row, number) => (
              <tr key={number}>
                <th scope="row" className="deita-PreviewGrid-number">
                  {formatCount(number + 1)}
                </th>
                {columns.map((column, place) => {
                  const value = row[first + place];
                  const text =
                    value === null || value === undefined
                      ? null
                      : (formatters[first + place]?.(value, Infinity) ?? '');
                  return <Cell key={column.source} column={column} text={text} />;
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {part.rows.length === 0 && (
          <p className="deita-Quiet" role="status">
            {trans.__(
              'No rows are left. Look at the lines above and below, and the header.'
            )}
          </p>
        )}
      </div>
    </>
  );
}

function Cell({
  column,
  text
}: {
  column: IngestColumn;
  text: string | null;
}): React.JSX.Element {
  if (text === null) {
    return (
      <td className="deita-PreviewGrid-null" data-kind={column.kind}>
        {NULL_MARK}
      </td>
    );
  }
  return (
    <td
      data-kind={column.kind}
      title={text.length > SHOWN ? text.slice(0, 1000) : undefined}
    >
      {painted(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)}
    </td>
  );
}

interface IHeadingProps {
  column: IngestColumn;
  why: string | null;
  model: ImportModel;
  trans: TranslationBundle;
}

function Heading({ column, why, model, trans }: IHeadingProps): React.JSX.Element {
  const { source, name, kind } = column;
  const [draft, setDraft] = useState<string | null>(null);
  const icon = kindIcons[kind];
  const rename = (): void => {
    const wanted = draft?.trim() ?? '';
    if (draft !== null && wanted !== name) {
      model.changeColumn(source, { name: wanted === source ? null : wanted || null });
    }
    setDraft(null);
  };
  return (
    <th scope="col">
      <div className="deita-Heading-line">
        <icon.react tag="span" className="deita-Icon" />
        <input
          className="deita-Heading-name"
          aria-label={trans.__('Name of column %1', source)}
          title={name === source ? name : trans.__('%1, in the file %2', name, source)}
          value={draft ?? name}
          size={Math.max(6, Math.min(24, (draft ?? name).length))}
          maxLength={1000}
          spellCheck={false}
          onFocus={() => setDraft(name)}
          onChange={event => setDraft(event.target.value)}
          onBlur={rename}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              rename();
            } else if (event.key === 'Escape') {
              setDraft(null);
            }
          }}
        />
        <IconButton
          icon={closeIcon}
          label={trans.__('Leave column %1 out', name)}
          onClick={() => model.changeColumn(source, { drop: true })}
        />
      </div>
      <Type column={column} why={why} model={model} trans={trans} />
    </th>
  );
}

/** Which type a column gets: one of the usual, or another that is written down. */
function Type({ column, why, model, trans }: IHeadingProps): React.JSX.Element {
  const { source, name, type } = column;
  const [draft, setDraft] = useState<string | null>(null);
  const asked = model.asked(source)?.type;
  const shown = asked ?? type;
  const types = typeNames(trans);
  const label = trans.__('Type of column %1', name);
  if (draft !== null) {
    const take = (): void => {
      if (draft.trim() !== '' && draft !== shown) {
        model.changeColumn(source, { type: draft.trim() });
      }
      setDraft(null);
    };
    return (
      <input
        className="deita-Heading-type"
        aria-label={label}
        autoFocus
        value={draft}
        placeholder="DECIMAL(18,4)"
        maxLength={100}
        spellCheck={false}
        onChange={event => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            take();
          } else if (event.key === 'Escape') {
            setDraft(null);
          }
        }}
      />
    );
  }
  return (
    <select
      className="deita-Heading-type"
      aria-label={label}
      title={why ?? undefined}
      value={shown}
      data-given={Boolean(asked)}
      onChange={event => {
        if (event.target.value === 'other') {
          setDraft(shown);
        } else {
          model.changeColumn(source, { type: event.target.value || null });
        }
      }}
    >
      {asked && <option value="">{trans.__('detect the type')}</option>}
      {!types.some(([known]) => known === shown) && (
        <option value={shown}>{shown.toLowerCase()}</option>
      )}
      {types.map(([known, words]) => (
        <option key={known} value={known}>
          {words}
        </option>
      ))}
      <option value="other">{trans.__('another…')}</option>
    </select>
  );
}

interface IColumnPagesProps {
  first: number;
  count: number;
  go: (first: number) => void;
  trans: TranslationBundle;
}

function ColumnPages(props: IColumnPagesProps): React.JSX.Element {
  const { first, count, go, trans } = props;
  return (
    <span className="deita-Dropped">
      {trans.__(
        'Columns %1–%2 of %3',
        formatCount(first + 1),
        formatCount(Math.min(count, first + COLUMNS)),
        formatCount(count)
      )}
      <button
        type="button"
        className="deita-Link"
        disabled={first === 0}
        onClick={() => go(Math.max(0, first - COLUMNS))}
      >
        {trans.__('Previous')}
      </button>
      <button
        type="button"
        className="deita-Link"
        disabled={first + COLUMNS >= count}
        onClick={() => go(first + COLUMNS)}
      >
        {trans.__('Next')}
      </button>
    </span>
  );
}
