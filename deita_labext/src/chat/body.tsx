import '../../style/chat.css';

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { Thread, ThreadMessage, Verified, WorkspaceAi } from '../api/contract';
import { useLasting, useSignal } from '../react';
import type { IChatActions } from './actions';
import { Composer } from './composer';
import { Header } from './header';
import type { MentionSource } from './mentionsource';
import { Failure, Messages } from './messages';
import type { ChatModel } from './model';
import type { VerifiedModel } from './verified';
import { VerifiedView } from './verifiedview';

export interface IChatBodyProps {
  model: ChatModel;
  verified: VerifiedModel;
  mentions: MentionSource;
  actions: IChatActions;
  onMenu: (thread: Thread | null, x: number, y: number) => void;
  onSends: (sends: WorkspaceAi['sends']) => void;
  onForget: (item: Verified) => void;
  trans: TranslationBundle;
}

/** The whole of the chat. */
export function ChatBody(props: IChatBodyProps): React.JSX.Element {
  const { model, onMenu, trans } = props;
  return (
    <>
      <Header model={model} onMenu={onMenu} trans={trans} />
      <Content {...props} />
      <Announcements model={model} trans={trans} />
    </>
  );
}

function Content(props: IChatBodyProps): React.JSX.Element | null {
  const { model, verified, mentions, actions, onSends, onForget, trans } = props;
  useSignal(model.changed);
  const { ready, error } = model;
  const loading = useLasting(!ready && error === null, 300);
  if (!ready) {
    return error !== null ? (
      <Failure error={error} onRetry={() => void model.refresh()} trans={trans} />
    ) : loading ? (
      <p className="deita-Quiet" role="status">
        {trans.__('Looking for models…')}
      </p>
    ) : null;
  }
  const { ai } = model.models;
  if (ai?.enabled !== true) {
    return (
      <NoModel
        hint={ai?.hint ?? ''}
        onRetry={() => void model.refresh()}
        trans={trans}
      />
    );
  }
  return (
    <>
      {model.view === 'verified' ? (
        <VerifiedView
          verified={verified}
          model={model}
          actions={actions}
          onRemove={onForget}
          trans={trans}
        />
      ) : (
        <Messages model={model} actions={actions} trans={trans} />
      )}
      <Composer
        model={model}
        mentions={mentions}
        onSends={onSends}
        hindrance={() => actions.hindrance('owner')}
        trans={trans}
      />
    </>
  );
}

/** There is no model: how to set one, as the service says. */
function NoModel({
  hint,
  onRetry,
  trans
}: {
  hint: string;
  onRetry: () => void;
  trans: TranslationBundle;
}): React.JSX.Element {
  return (
    <div className="deita-Empty deita-Chat-nomodel">
      <p className="deita-Strong">{trans.__('No model can be asked yet.')}</p>
      {hint.split('\n').map(line => (
        <p key={line}>{line}</p>
      ))}
      <button type="button" className="jp-mod-styled jp-mod-accept" onClick={onRetry}>
        {trans.__('Look again')}
      </button>
    </div>
  );
}

/** For those who do not see it: that an answer is there, and how it ended. */
function Announcements({
  model,
  trans
}: {
  model: ChatModel;
  trans: TranslationBundle;
}): React.JSX.Element {
  useSignal(model.changed);
  const [text, setText] = useState('');
  const { conversation } = model;
  useEffect(() => {
    const onAnswered = (_: unknown, { state, error }: ThreadMessage): void => {
      setText(
        state === 'done'
          ? trans.__('The answer is there.')
          : state === 'stopped'
            ? trans.__('The answer was stopped.')
            : (error?.message ?? trans.__('The answer broke off.'))
      );
    };
    conversation?.answered.connect(onAnswered);
    return () => {
      conversation?.answered.disconnect(onAnswered);
    };
  }, [conversation, trans]);
  return (
    <div className="deita-Announcements" role="status" aria-live="polite">
      {text}
    </div>
  );
}
