import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React, { useEffect } from 'react';

import type { Verified } from '../api/contract';
import { IconButton, off, useLasting, useSignal } from '../react';
import type { IChatActions } from './actions';
import { Failure } from './messages';
import type { ChatModel } from './model';
import { Sql } from './sqlcard';
import type { VerifiedModel } from './verified';

export interface IVerifiedViewProps {
  verified: VerifiedModel;
  model: ChatModel;
  actions: IChatActions;
  onRemove: (item: Verified) => void;
  trans: TranslationBundle;
}

/** The verified questions, and how each fared when it last ran. */
export function VerifiedView(props: IVerifiedViewProps): React.JSX.Element {
  const { verified, model, actions, trans } = props;
  const why = actions.hindrance('editor');
  useSignal(verified.changed);
  useEffect(() => void verified.load(), [verified]);
  const loading = useLasting(verified.loadState === 'loading', 300);
  const { items, running, error, due } = verified;
  const failed = items.filter(({ last }) => last?.state === 'failed').length;
  const ran = items.filter(({ last }) => last !== null).length;
  if (verified.loadState === 'failed' && error !== null) {
    return <Failure error={error} onRetry={() => void verified.load()} trans={trans} />;
  }
  return (
    <div className="deita-Verified" tabIndex={-1}>
      <div className="deita-Verified-head">
        <h3>{trans.__('Verified questions')}</h3>
        <button
          type="button"
          className="deita-Link"
          onClick={() => model.showView('thread')}
        >
          {trans.__('Back to the thread')}
        </button>
      </div>
      {loading && <p className="deita-Quiet">{trans.__('Loading…')}</p>}
      {verified.loadState === 'ready' && items.length === 0 && (
        <p className="deita-Message-note">
          {trans.__(
            'None yet. In the menu ⋯ of a statement that answers a question well, choose “Keep as Verified Question”: it serves as an example for like questions, and is run to see whether it still gives the same.'
          )}
        </p>
      )}
      {items.length > 0 && (
        <div className="deita-Card-buttons">
          {running ? (
            <button
              type="button"
              className="deita-Card-button"
              onClick={() => verified.stop()}
            >
              {trans.__('Stop')}
            </button>
          ) : (
            <>
              {due.length > 0 && (
                <button
                  type="button"
                  className="deita-Card-button"
                  title={trans.__(
                    'Those of which a table or the model has changed since they ran'
                  )}
                  onClick={() => void verified.runDue(model.models.chosen)}
                  {...off(why)}
                >
                  {trans.__('Run those due (%1)', due.length)}
                </button>
              )}
              <button
                type="button"
                className="deita-Card-button"
                onClick={() => void verified.run(null)}
                {...off(why)}
              >
                {trans.__('Run all')}
              </button>
              <button
                type="button"
                className="deita-Card-button"
                title={trans.__(
                  'The model is asked each question; its rows are compared'
                )}
                onClick={() => void verified.run(model.models.chosen)}
                {...off(why)}
              >
                {trans.__('Ask the model all')}
              </button>
            </>
          )}
          <span className="deita-Message-note" role="status">
            {running
              ? trans.__('Running…')
              : ran === 0
                ? ''
                : failed === 0
                  ? trans._n('%1 passed', 'all %1 passed', ran)
                  : trans.__('%1 of %2 failed', failed, ran)}
          </span>
        </div>
      )}
      {error !== null && (
        <div className="deita-Card-error" role="alert">
          <p>{error.message}</p>
          {error.hint !== null && <p className="deita-Card-hint">{error.hint}</p>}
        </div>
      )}
      <ul className="deita-Verified-list">
        {items.map(item => (
          <VerifiedLine key={item.id} item={item} {...props} />
        ))}
      </ul>
    </div>
  );
}

/** What has changed since it last ran, and makes it due. */
function Due({
  item: { changed, model_changed },
  trans
}: {
  item: Verified;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const parts = [
    ...(changed.length === 0
      ? []
      : [
          trans._n(
            'table %2 changed since',
            'tables %2 changed since',
            changed.length,
            changed.join(', ')
          )
        ]),
    ...(model_changed ? [trans.__('another model is asked now')] : [])
  ];
  return parts.length === 0 ? null : (
    <p className="deita-Message-note">{trans.__('due: %1', parts.join('; '))}</p>
  );
}

function VerifiedLine({
  item,
  actions,
  onRemove,
  trans
}: IVerifiedViewProps & { item: Verified }): React.JSX.Element {
  const { last } = item;
  return (
    <li className="deita-Verified-item" data-state={last?.state}>
      <div className="deita-Verified-line">
        <span className="deita-Verified-question">{item.question}</span>
        <span className="deita-Verified-state">
          {last === null
            ? ''
            : last.state === 'passed'
              ? trans.__('passed ✓')
              : trans.__('failed ✗')}
        </span>
        <IconButton
          icon={closeIcon}
          label={trans.__('Forget “%1”', item.question)}
          why={actions.hindrance('editor')}
          onClick={() => onRemove(item)}
        />
      </div>
      <Due item={item} trans={trans} />
      {last?.reason && <p className="deita-Message-note">{last.reason}</p>}
      {last?.error && <p className="deita-Message-note">{last.error.message}</p>}
      <details>
        <summary>
          {[
            ...item.tables,
            trans._n(
              '%2 row',
              '%2 rows',
              item.row_count,
              item.row_count.toLocaleString()
            )
          ].join(' · ')}
        </summary>
        <Sql sql={item.sql} actions={actions} trans={trans} />
        {last?.sql && last.sql !== item.sql && (
          <>
            <p className="deita-Message-note">
              {trans.__('What the model wrote instead:')}
            </p>
            <Sql sql={last.sql} actions={actions} trans={trans} />
          </>
        )}
      </details>
    </li>
  );
}
