import '../../style/chat.css';

import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { EditorView } from '@codemirror/view';
import React, { useEffect, useRef } from 'react';

import type { SqlBlock, ThreadMessage } from '../api/contract';
import { useSignal } from '../react';
import { lastSql } from './actions';
import { Markdown, type MarkdownRenderer } from './markdown';
import type { ChatModel } from './model';

/** A statement that does not run, and what the engine said. */
export interface IBroken {
  workspaceId: string;
  sql: string;
  error: string;
}

export interface IFixOptions {
  model: ChatModel;
  markdown: MarkdownRenderer;
  trans: TranslationBundle;
}

/**
 * Have a model mend a statement, and show what it would change. Gives the new
 * statement where the person takes it, null where not.
 */
export async function fixWithAi(
  broken: IBroken,
  options: IFixOptions
): Promise<string | null> {
  const { model, trans } = options;
  const title = trans.__('Fix with AI');
  for (;;) {
    const answer = await ask(title, broken, options);
    if (answer === 'stopped') {
      return null;
    }
    const block = answer === null ? null : lastSql(answer);
    if (answer !== null && block !== null && answer.state === 'done') {
      const { button } = await showDialog({
        title,
        body: ReactWidget.create(
          <Proposal {...options} broken={broken} answer={answer} block={block} />
        ),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Discard') }),
          Dialog.okButton({ label: trans.__('Replace and Run') })
        ]
      });
      return button.accept ? block.sql : null;
    }
    const error = answer?.error ?? model.unsent?.error;
    const words =
      error === null || error === undefined
        ? (answer?.text ?? trans.__('The model gave no answer.'))
        : [error.message, error.hint].filter(text => text).join(' ');
    const { button } = await showDialog({
      title,
      body: words,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({ label: trans.__('Try again') })
      ]
    });
    if (!button.accept) {
      return null;
    }
  }
}

/** Ask, and say so meanwhile; the dialogue goes when the answer is there. */
async function ask(
  title: string,
  { workspaceId, sql, error }: IBroken,
  { model, trans }: IFixOptions
): Promise<ThreadMessage | null | 'stopped'> {
  const waiting = new Dialog({
    title,
    body: ReactWidget.create(<Waiting model={model} trans={trans} />),
    buttons: [Dialog.cancelButton({ label: trans.__('Stop') })]
  });
  let stopped = false;
  const closed = waiting.launch().then(
    () => {
      stopped = true;
      void model.conversation?.stop();
    },
    () => undefined
  );
  const answer = await model.ask({ task: 'fix', sql, error }, workspaceId);
  if (stopped) {
    await closed;
    return 'stopped';
  }
  waiting.dispose();
  return answer;
}

function Waiting({
  model,
  trans
}: {
  model: ChatModel;
  trans: TranslationBundle;
}): React.JSX.Element {
  useSignal(model.changed);
  const { conversation } = model;
  const messages = conversation?.messages ?? [];
  const last = messages[messages.length - 1];
  const tool = conversation?.tools.find(({ state }) => state === 'running');
  const text = last?.state === 'streaming' ? last.text : '';
  return (
    <div className="deita-Fix" role="status">
      <p>{tool?.summary ?? trans.__('The model looks for what is wrong…')}</p>
      {text !== '' && <p className="deita-Fix-words">{text}</p>}
    </div>
  );
}

interface IProposalProps extends IFixOptions {
  broken: IBroken;
  answer: ThreadMessage;
  block: SqlBlock;
}

/** The new statement with what it changes, what the engine says of it, and why. */
function Proposal({
  broken,
  answer,
  block,
  markdown,
  trans
}: IProposalProps): React.JSX.Element {
  return (
    <div className="deita-Fix">
      <div className="deita-Card-head">
        <span className="deita-Card-title">
          {['SQL', block.tables.join(', ')].filter(part => part !== '').join(' · ')}
        </span>
        <span className="deita-Card-verdict" data-runs={block.runs}>
          {block.runs ? trans.__('runs ✓') : trans.__('does not run ✗')}
        </span>
      </div>
      <Diff before={broken.sql} after={block.sql} trans={trans} />
      {block.error && (
        <div className="deita-Card-error">
          <p>{block.error.message}</p>
        </div>
      )}
      {answer.text !== '' && <Markdown text={answer.text} render={markdown} />}
    </div>
  );
}

function Diff({
  before,
  after,
  trans
}: {
  before: string;
  after: string;
  trans: TranslationBundle;
}): React.JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let view: EditorView | null = null;
    let gone = false;
    void import('./diff').then(({ showDiff }) => {
      if (!gone && node.current !== null) {
        view = showDiff(
          node.current,
          before,
          after,
          trans.__('The new statement with what it changes')
        );
      }
    });
    return () => {
      gone = true;
      view?.destroy();
    };
  }, [before, after, trans]);
  return <div ref={node} className="deita-Fix-diff" />;
}
