import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import type { Widget } from '@lumino/widgets';

import type {
  Block,
  ChartBlock,
  DescriptionsBlock,
  QuestionsBlock,
  Relationship,
  RelationshipsBlock,
  TablePatch,
  ThreadMessage
} from '../api/contract';
import { isAbort, toDeitaError } from '../api/request';
import { sqlName } from '../tables/sqlname';
import type { IChatActions } from './actions';
import { CardButton, SqlCard } from './sqlcard';
import { WidgetHost } from './widgethost';

export interface IBlockProps<T extends Block = Block> {
  block: T;
  message: ThreadMessage;
  question: string;
  actions: IChatActions;
  trans: TranslationBundle;
}

/** A part of an answer that is more than words. */
export function BlockView(props: IBlockProps): React.JSX.Element | null {
  const { block } = props;
  switch (block.kind) {
    case 'sql':
      return <SqlCard {...props} block={block} />;
    case 'chart':
      return <Chart {...props} block={block} />;
    case 'questions':
      return <Questions {...props} block={block} />;
    case 'relationships':
      return <Relationships {...props} block={block} />;
    case 'descriptions':
      return <Descriptions {...props} block={block} />;
  }
}

/** Questions to be asked with one click. */
function Questions({
  block,
  actions,
  trans
}: IBlockProps<QuestionsBlock>): React.JSX.Element {
  return (
    <ul className="deita-Chat-chips" aria-label={trans.__('Suggested questions')}>
      {block.items.map(question => (
        <li key={question}>
          <button
            type="button"
            className="deita-Chip"
            onClick={() => actions.ask(question)}
          >
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Both ends of a relationship in SQL, and a statement that joins them. */
export function joined(item: Relationship): { from: string; to: string; sql: string } {
  const table = sqlName(item.table);
  const other = sqlName(item.other_table);
  const pairs = [item, ...item.more].map(({ column, other_column }) => [
    sqlName(column),
    sqlName(other_column)
  ]);
  const end = (name: string, side: 0 | 1): string => {
    const columns = pairs.map(pair => pair[side]).join(', ');
    return pairs.length === 1 ? `${name}.${columns}` : `${name}.(${columns})`;
  };
  const on = pairs.map(([one, key]) => `${table}.${one} = ${other}.${key}`);
  return {
    from: end(table, 0),
    to: end(other, 1),
    sql: `select *\nfrom ${table}\njoin ${other} on ${on.join(' and ')}`
  };
}

/** How tables hang together, as the engine has counted. */
function Relationships({
  block,
  actions,
  trans
}: IBlockProps<RelationshipsBlock>): React.JSX.Element {
  return (
    <section className="deita-Card" aria-label={trans.__('Relationships')}>
      {block.items.length === 0 ? (
        <p className="deita-Card-note">{trans.__('No relationship was found.')}</p>
      ) : (
        <ul className="deita-Relationships">
          {block.items.map(item => {
            const { from, to, sql } = joined(item);
            return (
              <li key={`${from} ${to}`}>
                <p className="deita-Relationships-pair">
                  <code>{from}</code> → <code>{to}</code>
                </p>
                <p className="deita-Card-note">
                  {item.matched === item.values
                    ? trans._n(
                        'its %1 value is there',
                        'all %1 values are there',
                        item.values
                      )
                    : trans.__(
                        '%1 of %2 values are there',
                        item.matched.toLocaleString(),
                        item.values.toLocaleString()
                      )}
                  {item.note && ` · ${item.note}`}
                </p>
                <div className="deita-Card-buttons">
                  {actions.can('insertCell') && (
                    <CardButton
                      label={trans.__('Insert')}
                      title={trans.__('Insert the join as a cell of the notebook')}
                      onClick={() => actions.insertCell(sql)}
                    />
                  )}
                  {actions.can('openInEditor') && (
                    <CardButton
                      label={trans.__('Open')}
                      title={trans.__('Open the join in the SQL editor')}
                      onClick={() => actions.openInEditor(sql)}
                    />
                  )}
                  <CardButton
                    label={trans.__('Copy join')}
                    onClick={() => actions.copy(sql)}
                  />
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {!block.complete && (
        <p className="deita-Card-note">
          {trans.__('Not every pair of columns was looked at: the time was up.')}
        </p>
      )}
    </section>
  );
}

/** Proposed descriptions, to be changed and saved. */
function Descriptions({
  block,
  actions,
  trans
}: IBlockProps<DescriptionsBlock>): React.JSX.Element {
  const [table, setTable] = useState(block.description ?? '');
  const [columns, setColumns] = useState<Record<string, string>>(block.columns);
  const [state, setState] = useState<'open' | 'saving' | 'saved'>('open');
  const save = async (): Promise<void> => {
    const kept = Object.entries(columns).filter(([, text]) => text.trim() !== '');
    const patch: TablePatch = {
      ...(table.trim() !== '' && { description: table.trim() }),
      ...(kept.length > 0 && { columns: Object.fromEntries(kept) })
    };
    setState('saving');
    setState((await actions.describe(block, patch)) ? 'saved' : 'open');
  };
  const change = (): void => setState('open');
  return (
    <section
      className="deita-Card"
      aria-label={trans.__('Proposed descriptions of %1', block.table)}
    >
      <div className="deita-Card-head">
        <span className="deita-Card-title">
          {trans.__('Descriptions · %1', block.table)}
        </span>
      </div>
      <div className="deita-Descriptions">
        {block.description !== null && (
          <label>
            <span>{trans.__('The table')}</span>
            <textarea
              className="jp-mod-styled"
              rows={2}
              maxLength={4000}
              value={table}
              onChange={event => {
                setTable(event.target.value);
                change();
              }}
            />
          </label>
        )}
        {Object.keys(block.columns).map(name => (
          <label key={name}>
            <span>{name}</span>
            <textarea
              className="jp-mod-styled"
              rows={1}
              maxLength={4000}
              value={columns[name] ?? ''}
              onChange={event => {
                setColumns({ ...columns, [name]: event.target.value });
                change();
              }}
            />
          </label>
        ))}
      </div>
      <div className="deita-Card-buttons">
        {state === 'saved' ? (
          <p className="deita-Card-note" role="status">
            {trans.__('Saved ✓')}
          </p>
        ) : (
          <CardButton
            label={trans.__('Save descriptions')}
            why={actions.hindrance('editor')}
            onClick={() => void save()}
          />
        )}
      </div>
    </section>
  );
}

/** A chart that was checked before it was drawn. */
function Chart({ block, actions, trans }: IBlockProps<ChartBlock>): React.JSX.Element {
  const [make, setMake] = useState<(() => Widget) | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    actions.chart(block, stop.signal).then(
      made => {
        if (stop.signal.aborted) {
          made.dispose();
        } else {
          setMake(() => () => made);
        }
      },
      (reason: unknown) => {
        if (!stop.signal.aborted && !isAbort(reason)) {
          setError(toDeitaError(reason).message);
        }
      }
    );
    return () => {
      stop.abort();
    };
  }, [block, actions]);
  const { result_id: resultId, sql } = block;
  return (
    <section className="deita-Card" aria-label={trans.__('Suggested chart')}>
      {error !== null && (
        <p className="deita-Card-error" role="alert">
          {error}
        </p>
      )}
      {make !== null && <WidgetHost make={make} className="deita-Card-chart" />}
      <div className="deita-Card-buttons">
        {resultId && actions.can('openChart') && (
          <CardButton
            label={trans.__('Open chart')}
            onClick={() => actions.openChart(resultId, block.chart)}
          />
        )}
        {sql && (
          <CardButton label={trans.__('Copy SQL')} onClick={() => actions.copy(sql)} />
        )}
      </div>
    </section>
  );
}
