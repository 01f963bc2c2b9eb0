import { MenuSvg, ellipsesIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import React, { useCallback, useEffect, useRef, useState } from 'react';

import type { Query, SqlBlock, ThreadMessage } from '../api/contract';
import { isAbort, toDeitaError, type DeitaError } from '../api/request';
import { IconButton, off, useLasting } from '../react';
import type { IChatActions } from './actions';
import { WidgetHost } from './widgethost';

export interface ISqlCardProps {
  block: SqlBlock;
  message: ThreadMessage;
  /** The question that it answers. */
  question: string;
  actions: IChatActions;
  trans: TranslationBundle;
}

/** A statement: whether the engine takes it, and all that can be done with it. */
export function SqlCard(props: ISqlCardProps): React.JSX.Element {
  const { block, message, question, actions, trans } = props;
  const { sql, runs, tables } = block;
  const running = useRun(sql, actions);
  const waiting = useLasting(running.state === 'running', 300);
  const { query } = running;
  const title = ['SQL', tables.join(', ')].filter(part => part !== '').join(' · ');

  const resultOf = async (): Promise<string | null> =>
    query?.id ?? (await running.run())?.id ?? null;
  const withResult = async (work: (resultId: string) => void): Promise<void> => {
    const id = await resultOf();
    if (id !== null) {
      work(id);
    }
  };
  const openMenu = (button: HTMLElement): void =>
    openCardMenu(button, [
      {
        label: trans.__('Explain This Query'),
        run: () => actions.explainQuery(sql)
      },
      ...(runs
        ? [
            {
              label: trans.__('Explain Its Result'),
              run: () => void withResult(actions.explainResult)
            },
            {
              label: trans.__('Suggest a Chart'),
              run: () => void withResult(actions.suggestChart)
            },
            {
              label: trans.__('Keep as Verified Question'),
              why: actions.hindrance('editor'),
              run: () => actions.verify(question, sql, message)
            }
          ]
        : []),
      { label: trans.__('Copy SQL'), run: () => actions.copy(sql) }
    ]);

  return (
    <section
      className="deita-Card"
      aria-label={runs ? trans.__('SQL that runs') : trans.__('SQL that does not run')}
      data-runs={runs}
    >
      <div className="deita-Card-head">
        <span className="deita-Card-title" title={title}>
          {title}
        </span>
        <span className="deita-Card-verdict">
          {runs ? trans.__('runs ✓') : trans.__('does not run ✗')}
        </span>
      </div>
      <Sql sql={sql} actions={actions} trans={trans} />
      {block.error && (
        <div className="deita-Card-error">
          <p>{block.error.message}</p>
          {block.error.hint && <p className="deita-Card-hint">{block.error.hint}</p>}
          <Fix sql={sql} error={block.error} actions={actions} trans={trans} />
        </div>
      )}
      {block.attempts > 1 && (
        <p className="deita-Card-note">
          {runs
            ? trans.__('The engine took the statement at attempt %1.', block.attempts)
            : trans.__('The engine took none of %1 statements.', block.attempts)}
        </p>
      )}
      <div
        className="deita-Card-buttons"
        role="group"
        aria-label={trans.__('This statement')}
      >
        {running.state === 'running' ? (
          <CardButton label={trans.__('Stop')} icon={stopIcon} onClick={running.stop} />
        ) : (
          runs && (
            <CardButton
              label={query === null ? trans.__('Run') : trans.__('Run again')}
              icon={runIcon}
              onClick={() => void running.run()}
            />
          )
        )}
        {actions.can('insertCell') && (
          <CardButton
            label={trans.__('Insert')}
            title={trans.__('Insert as a cell of the notebook')}
            onClick={() => actions.insertCell(sql)}
          />
        )}
        {actions.can('openInEditor') && (
          <CardButton
            label={trans.__('Open')}
            title={trans.__('Open in the SQL editor')}
            onClick={() => actions.openInEditor(sql)}
          />
        )}
        {runs && (
          <CardButton
            label={trans.__('Save')}
            title={trans.__('Save as a query of the workspace')}
            why={actions.hindrance('editor')}
            onClick={() => actions.saveQuery(sql, question)}
          />
        )}
        {runs && actions.can('openChart') && (
          <CardButton
            label={trans.__('Chart')}
            title={trans.__('Draw its result')}
            onClick={() => void withResult(actions.openChart)}
          />
        )}
        <IconButton
          icon={ellipsesIcon}
          label={trans.__('More about this statement')}
          menu
          onClick={event => openMenu(event.currentTarget)}
        />
      </div>
      {waiting && (
        <p className="deita-Card-note" role="status">
          {trans.__('Running…')}
        </p>
      )}
      {running.error && (
        <div className="deita-Card-error" role="alert">
          <p>{running.error.message}</p>
          {running.error.hint && (
            <p className="deita-Card-hint">{running.error.hint}</p>
          )}
          <Fix sql={sql} error={running.error} actions={actions} trans={trans} />
        </div>
      )}
      {query !== null && <Rows query={query} actions={actions} />}
    </section>
  );
}

/** Has the statement mended, with what was said of it. */
function Fix({
  sql,
  error: { message, hint },
  actions,
  trans
}: {
  sql: string;
  error: Pick<DeitaError, 'message' | 'hint'>;
  actions: IChatActions;
  trans: TranslationBundle;
}): React.JSX.Element {
  const said = [message, hint].filter(part => part).join(' ');
  return (
    <CardButton
      label={trans.__('Fix with AI')}
      onClick={() => actions.fix(sql, said)}
    />
  );
}

/** Highlighted SQL that can be scrolled by keyboard. */
export function Sql({
  sql,
  actions,
  trans
}: {
  sql: string;
  actions: IChatActions;
  trans: TranslationBundle;
}): React.JSX.Element {
  const node = useRef<HTMLElement>(null);
  useEffect(() => {
    let wanted = true;
    const shown = document.createElement('code');
    const put = (): void => {
      if (wanted) {
        node.current?.replaceChildren(...shown.childNodes);
      }
    };
    node.current?.replaceChildren(sql);
    actions.highlight(sql, shown).then(put, () => undefined);
    return () => {
      wanted = false;
    };
  }, [sql, actions]);
  return (
    <pre className="deita-Card-sql" tabIndex={0} aria-label={trans.__('SQL')}>
      <code ref={node} />
    </pre>
  );
}

function Rows({
  query,
  actions
}: {
  query: Query;
  actions: IChatActions;
}): React.JSX.Element {
  const make = useCallback(() => actions.grid(query), [query, actions]);
  return <WidgetHost make={make} className="deita-Card-rows" />;
}

interface ICardButtonProps {
  label: string;
  title?: string;
  icon?: typeof runIcon;
  /** Why it is off; it is on where there is nothing to say. */
  why?: string | null;
  onClick: () => void;
}

/** A button with words. */
export function CardButton({
  label,
  title,
  icon: Icon,
  why,
  onClick
}: ICardButtonProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="deita-Card-button"
      title={title}
      onClick={onClick}
      {...off(why)}
    >
      {Icon !== undefined && <Icon.react tag="span" className="deita-Icon" />}
      {label}
    </button>
  );
}

/** The statement's last run in this card. */
interface IRun {
  state: 'idle' | 'running';
  query: Query | null;
  error: DeitaError | null;
  run: () => Promise<Query | null>;
  stop: () => void;
}

function useRun(sql: string, actions: IChatActions): IRun {
  const [state, setState] = useState<IRun['state']>('idle');
  const [query, setQuery] = useState<Query | null>(null);
  const [error, setError] = useState<DeitaError | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  return {
    state,
    query,
    error,
    run: async () => {
      const stop = new AbortController();
      stopper.current = stop;
      setState('running');
      setError(null);
      try {
        const made = await actions.run(sql, stop.signal);
        setQuery(made);
        return made;
      } catch (reason) {
        if (!stop.signal.aborted && !isAbort(reason)) {
          setError(toDeitaError(reason));
        }
        return null;
      } finally {
        setState('idle');
      }
    },
    stop: () => stopper.current?.abort()
  };
}

/** A menu under a button; it is disposed of when it closes. */
export function openCardMenu(
  button: HTMLElement,
  items: readonly { label: string; why?: string | null; run: () => void }[]
): void {
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  items.forEach(({ label, why, run }, index) => {
    commands.addCommand(String(index), {
      label,
      isEnabled: () => typeof why !== 'string',
      execute: run
    });
    menu.addItem({ command: String(index) });
  });
  // A choice closes the menu before it is carried out.
  menu.aboutToClose.connect(() => window.setTimeout(() => menu.dispose()));
  const { left, bottom } = button.getBoundingClientRect();
  menu.open(left, bottom);
  items.forEach(({ why }, index) => {
    menu.contentNode.children[index]?.setAttribute('title', why ?? '');
  });
}
