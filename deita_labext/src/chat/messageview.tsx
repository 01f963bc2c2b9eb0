import type { TranslationBundle } from '@jupyterlab/translation';
import React, { memo } from 'react';

import type { Subject, ThreadMessage, ToolUsed } from '../api/contract';
import { badIcon, goodIcon } from '../icons';
import { useLasting } from '../react';
import type { IChatActions } from './actions';
import { factsText } from './answers';
import { BlockView } from './blocks';
import { Markdown } from './markdown';
import { Sql } from './sqlcard';
import { taskText } from './words';

export interface IQuestionProps {
  asked: Asked;
  /** Who asked, where it may not be who reads. */
  author: string | null;
  actions: IChatActions;
  trans: TranslationBundle;
}

/** A question as it is kept, or on its way. */
export type Asked = Pick<ThreadMessage, 'text' | 'task'> & Partial<Subject>;

/** What the person asked, and about what. */
export function Question({
  asked,
  author,
  actions,
  trans
}: IQuestionProps): React.JSX.Element {
  const { sql, error, table } = asked;
  const who = author ?? trans.__('You');
  return (
    <article className="deita-Message deita-Message-user" aria-label={who}>
      <span className="deita-Message-who" aria-hidden="true">
        {who}
      </span>
      <p className="deita-Message-text">
        {questionText(asked, trans)} {table && <code>{table}</code>}
      </p>
      {sql && <Sql sql={sql} actions={actions} trans={trans} />}
      {error && <p className="deita-Message-note">{error}</p>}
    </article>
  );
}

export interface IAnswerProps {
  message: ThreadMessage;
  /** The question before it. */
  question: string;
  /** What the model looks up just now. */
  tools: readonly ToolUsed[];
  /** The name of its model. */
  model: string;
  actions: IChatActions;
  /** Ask the question once more; left out where it cannot be. */
  onRetry: (() => void) | undefined;
  trans: TranslationBundle;
}

/** What was answered: words, then cards, then what it took. */
export const Answer = memo(function Answer(props: IAnswerProps): React.JSX.Element {
  const { message, question, tools, model, actions, onRetry, trans } = props;
  const { state, text, blocks, error } = message;
  const streaming = state === 'streaming';
  const empty = text === '' && blocks.length === 0;
  return (
    <article
      className="deita-Message deita-Message-assistant"
      aria-label={trans.__('Deita')}
      aria-busy={streaming}
      data-state={state}
    >
      <span className="deita-Message-who" aria-hidden="true">
        {trans.__('Deita')}
      </span>
      {text !== '' && <Markdown text={text} render={actions.markdown} />}
      {blocks.map(block => (
        <BlockView
          key={block.id}
          block={block}
          message={message}
          question={question}
          actions={actions}
          trans={trans}
        />
      ))}
      {streaming && <Doing tools={tools} empty={empty} trans={trans} />}
      {state === 'stopped' && (
        <p className="deita-Message-note">{trans.__('Stopped.')}</p>
      )}
      {state === 'failed' && (
        <div className="deita-Message-error" role="alert">
          <p>{error?.message ?? trans.__('The answer broke off.')}</p>
          {error?.hint && <p className="deita-Card-hint">{error.hint}</p>}
        </div>
      )}
      {!streaming && (
        <div className="deita-Message-foot">
          {onRetry !== undefined && state !== 'done' && (
            <button type="button" className="deita-Link" onClick={onRetry}>
              {trans.__('Try again')}
            </button>
          )}
          <span className="deita-Message-facts">
            {factsText({ ...message, model: model === '' ? null : model }, count =>
              trans._n('%2 token', '%2 tokens', count, count.toLocaleString())
            )}
          </span>
          {state === 'done' && (
            <Feedback message={message} actions={actions} trans={trans} />
          )}
        </div>
      )}
    </article>
  );
});

/** What is being done while an answer is written, when it takes a while. */
function Doing({
  tools,
  empty,
  trans
}: {
  tools: readonly ToolUsed[];
  empty: boolean;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const tool = [...tools].reverse().find(({ state }) => state === 'running');
  const lasting = useLasting(true, 300);
  if (!lasting) {
    return null;
  }
  const words = tool?.summary ?? (empty ? trans.__('Thinking…') : null);
  return words === null ? null : (
    <p className="deita-Message-note" role="status">
      {words}
    </p>
  );
}

function Feedback({
  message,
  actions,
  trans
}: {
  message: ThreadMessage;
  actions: IChatActions;
  trans: TranslationBundle;
}): React.JSX.Element {
  return (
    <span className="deita-Feedback" role="group" aria-label={trans.__('Feedback')}>
      {(
        [
          ['up', goodIcon, trans.__('A good answer')],
          ['down', badIcon, trans.__('A bad answer')]
        ] as const
      ).map(([value, Icon, label]) => {
        const pressed = message.feedback === value;
        return (
          <button
            key={value}
            type="button"
            className="deita-IconButton deita-Feedback-button"
            title={label}
            aria-label={label}
            aria-pressed={pressed}
            onClick={() => actions.rate(message, pressed ? null : value)}
          >
            <Icon.react tag="span" className="deita-Icon" />
          </button>
        );
      })}
    </span>
  );
}

/** The words of a question: its own, or those of what was asked to be done. */
export function questionText(
  { text, task }: Pick<ThreadMessage, 'text' | 'task'>,
  trans: TranslationBundle
): string {
  return text === '' ? taskText(task, trans) : text;
}
