import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React, { useCallback, useEffect, useState } from 'react';

import type { RunningQuery } from '../api/contract';
import { errorWords } from '../errorwords';
import { deitaIcon } from '../icons';
import { useSignal } from '../react';
import type { RunningModel } from './model';

export interface IStatusOptions {
  model: RunningModel;
  /** What a click does. */
  onClick: () => void;
  trans: TranslationBundle;
}

/** The workspace, and how many queries run in it. */
export class StatusItem extends ReactWidget {
  constructor(private readonly _options: IStatusOptions) {
    super();
    this.addClass('deita-Status');
  }

  protected override render(): React.JSX.Element {
    return <Status {...this._options} />;
  }
}

function Status({ model, onClick, trans }: IStatusOptions): React.JSX.Element {
  useSignal(model.changed);
  const { workspace, count } = model;
  const running =
    count === 0 ? '' : trans._n('%1 query running', '%1 queries running', count);
  const label = [trans.__('Deita: %1', workspace), running]
    .filter(text => text)
    .join(', ');
  return (
    <button type="button" title={label} aria-label={label} onClick={onClick}>
      <deitaIcon.react tag="span" className="deita-Icon" />
      <span className="deita-Status-name">{workspace}</span>
      {running !== '' && <span className="deita-Status-running">{running}</span>}
    </button>
  );
}

/** The queries that run, each to be stopped. */
export class RunningList extends ReactWidget {
  constructor(
    private readonly _model: RunningModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('deita-Running');
    this.node.tabIndex = -1;
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        this._closed.emit();
      }
    });
    this.node.setAttribute('role', 'dialog');
    this.node.setAttribute('aria-label', _trans.__('Running queries'));
  }

  /** The person leaves it by the keyboard. */
  get closed(): ISignal<this, void> {
    return this._closed;
  }

  protected override render(): React.JSX.Element {
    return <Running model={this._model} trans={this._trans} />;
  }

  private readonly _closed = new Signal<this, void>(this);
}

interface IRunningProps {
  model: RunningModel;
  trans: TranslationBundle;
}

function Running({ model, trans }: IRunningProps): React.JSX.Element {
  const [queries, setQueries] = useState<readonly RunningQuery[] | null>(null);
  const [said, setSaid] = useState('');
  const [now, setNow] = useState(() => Date.now());

  const attempt = useCallback(
    async (work: () => Promise<unknown>) => {
      try {
        await work();
        setSaid('');
      } catch (reason) {
        setSaid(errorWords(reason, trans).message);
      }
    },
    [trans]
  );
  const list = useCallback(
    () => attempt(async () => setQueries(await model.list())),
    [attempt, model]
  );
  useEffect(() => {
    const onChanged = (): void => void list();
    onChanged();
    model.changed.connect(onChanged);
    const clock = setInterval(() => setNow(Date.now()), 1000);
    return () => {
      model.changed.disconnect(onChanged);
      clearInterval(clock);
    };
  }, [model, list]);

  const stop = (id: string): void =>
    void attempt(() => model.cancel(id)).then(() => list());
  return (
    <>
      <h2>{trans.__('Running in %1', model.workspace)}</h2>
      <p role="status">
        {said ||
          (queries === null
            ? trans.__('Looking…')
            : queries.length === 0
              ? trans.__('No query of yours runs.')
              : '')}
      </p>
      <ul>
        {queries?.map(({ id, sql, state, ahead, created_at }) => (
          <li key={id}>
            <code title={sql.slice(0, 1000)}>{sql.slice(0, 200)}</code>
            <span>
              {state === 'queued'
                ? trans.__('waits, %1 ahead', ahead ?? 0)
                : trans.__('%1 s', elapsed(created_at, now))}
            </span>
            <button
              type="button"
              className="deita-Link"
              aria-label={trans.__('Cancel %1', sql.slice(0, 80))}
              onClick={() => stop(id)}
            >
              {trans.__('Cancel')}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function elapsed(since: string, now: number): number {
  return Math.max(0, Math.round((now - new Date(since).getTime()) / 1000));
}
