import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import type { ThreadMessage } from '../api/contract';
import type { DeitaError } from '../api/request';
import { useLasting, useSignal } from '../react';
import type { IChatActions } from './actions';
import type { Conversation } from './conversation';
import { Answer, Question, questionText } from './messageview';
import type { ChatModel } from './model';

/** This close to the end counts as there, in pixels. */
const NEAR = 40;

/** How long after the last word of an answer something of it may still grow. */
const LATE_MS = 600;

const NO_TOOLS: readonly never[] = [];

export interface IMessagesProps {
  model: ChatModel;
  actions: IChatActions;
  trans: TranslationBundle;
}

/** The conversation; its end stays in view unless the person scrolled away from it. */
export function Messages({ model, actions, trans }: IMessagesProps): React.JSX.Element {
  useSignal(model.changed);
  const { conversation, unsent } = model;
  const scroller = useFollowing(conversation);
  const loading = useLasting(conversation?.loadState === 'loading', 300);
  if (conversation?.loadState === 'failed' && conversation.error !== null) {
    return (
      <Failure
        error={conversation.error}
        onRetry={() => void conversation.load()}
        trans={trans}
      />
    );
  }
  const messages = conversation?.messages ?? [];
  const { sending } = conversation ?? { sending: null };
  const last = messages[messages.length - 1];
  const shared = model.threads.current?.shared === true;
  return (
    <div
      ref={scroller}
      className="deita-Chat-messages"
      role="log"
      aria-label={trans.__('Messages')}
      tabIndex={0}
    >
      {loading && messages.length === 0 && (
        <p className="deita-Quiet" role="status">
          {trans.__('Loading the thread…')}
        </p>
      )}
      {conversation?.hasOlder && (
        <button
          type="button"
          className="deita-Link"
          onClick={() => void conversation.loadOlder().catch(() => undefined)}
        >
          {trans.__('Show earlier messages')}
        </button>
      )}
      {messages.length === 0 && sending === null && unsent === null && !loading && (
        <Welcome actions={actions} model={model} trans={trans} />
      )}
      {messages.map((message, index) =>
        message.role === 'user' ? (
          <Question
            key={message.id}
            asked={{ text: message.text, task: message.task, ...message.subject }}
            author={shared ? message.author : null}
            actions={actions}
            trans={trans}
          />
        ) : (
          <Answer
            key={message.id}
            message={message}
            question={questionBefore(messages, index, trans)}
            tools={
              message.state === 'streaming' && conversation
                ? conversation.tools
                : NO_TOOLS
            }
            model={message.model === null ? '' : model.models.label(message.model)}
            actions={actions}
            onRetry={
              message === last && message.state !== 'done'
                ? (model.askAgain ?? undefined)
                : undefined
            }
            trans={trans}
          />
        )
      )}
      {sending !== null && (
        <Question
          asked={{ text: '', task: 'ask', ...sending }}
          author={null}
          actions={actions}
          trans={trans}
        />
      )}
      {unsent !== null && (
        <>
          <Question
            asked={{ text: '', task: 'ask', ...unsent.ask }}
            author={null}
            actions={actions}
            trans={trans}
          />
          <div className="deita-Message-error" role="alert">
            <p>{unsent.error.message}</p>
            {unsent.error.hint !== null && (
              <p className="deita-Card-hint">{unsent.error.hint}</p>
            )}
            <button
              type="button"
              className="deita-Link"
              onClick={() => void model.retry()}
            >
              {trans.__('Try again')}
            </button>
            <button
              type="button"
              className="deita-Link"
              onClick={() => model.editUnsent()}
            >
              {trans.__('Edit')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** A thread with nothing in it: what can be done. */
function Welcome({ model, actions, trans }: IMessagesProps): React.JSX.Element {
  return (
    <div className="deita-Chat-welcome">
      <p>{trans.__('Ask about your data in your own words.')}</p>
      <p className="deita-Message-note">
        {trans.__(
          'The answer is SQL that the engine has accepted; you decide whether it runs. With @ you mention a table, a column, a result or a query.'
        )}
      </p>
      <ul className="deita-Chat-chips">
        <li>
          <button
            type="button"
            className="deita-Chip"
            onClick={() => void model.ask({ task: 'suggest_questions' })}
          >
            {trans.__('Suggest questions')}
          </button>
        </li>
        <li>
          <button
            type="button"
            className="deita-Chip"
            onClick={() => void model.ask({ task: 'relationships' })}
          >
            {trans.__('Suggest relationships')}
          </button>
        </li>
        <li>
          <button
            type="button"
            className="deita-Chip"
            onClick={() => actions.ask(trans.__('What is in this workspace?'))}
          >
            {trans.__('What is in this workspace?')}
          </button>
        </li>
      </ul>
    </div>
  );
}

export interface IFailureProps {
  error: DeitaError;
  onRetry: () => void;
  trans: TranslationBundle;
}

/** In place of all else: nothing could be had. */
export function Failure({ error, onRetry, trans }: IFailureProps): React.JSX.Element {
  return (
    <div className="deita-Empty" role="alert">
      <p className="deita-Strong">{error.message}</p>
      {error.hint !== null && <p>{error.hint}</p>}
      <button type="button" className="jp-mod-styled jp-mod-accept" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}

/**
 * Keeps the end in view while an answer is written, and when a thread is opened, as
 * long as the person does not scroll away. What else grows, such as the rows of a
 * statement that is run, stays where the person looks.
 */
function useFollowing(
  conversation: Conversation | null
): React.RefObject<HTMLDivElement> {
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scroller = node.current;
    if (scroller === null) {
      return;
    }
    let following = true;
    let until = Date.now() + LATE_MS;
    const follow = (): void => {
      if (following && Date.now() < until) {
        scroller.scrollTop = scroller.scrollHeight;
      }
    };
    let count = 0;
    const onChanged = (): void => {
      const { busy, messages, sending } = conversation ?? NOTHING;
      const now = messages.length + (sending === null ? 0 : 1);
      if (now > count && busy) {
        // A question of one's own is always shown.
        following = true;
      }
      if (busy || now !== count) {
        until = Date.now() + LATE_MS;
      }
      count = now;
    };
    const onScroll = (): void => {
      const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      following = left < NEAR;
    };
    // Text and cards grow at times of their own.
    const growth = new MutationObserver(follow);
    growth.observe(scroller, { childList: true, subtree: true, characterData: true });
    scroller.addEventListener('scroll', onScroll, { passive: true });
    conversation?.changed.connect(onChanged);
    onChanged();
    follow();
    return () => {
      growth.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      conversation?.changed.disconnect(onChanged);
    };
  }, [conversation]);
  return node;
}

const NOTHING = { busy: false, messages: [], sending: null };

function questionBefore(
  messages: readonly ThreadMessage[],
  index: number,
  trans: TranslationBundle
): string {
  const question = messages
    .slice(0, index)
    .reverse()
    .find(({ role }) => role === 'user');
  return question === undefined ? '' : questionText(question, trans);
}
