import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon, type LabIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

import type { WorkspaceAi } from '../api/contract';
import { kindIcons, queryIcon, sendIcon, tableIcon } from '../icons';
import { IconButton, useSignal } from '../react';
import type { MentionSource } from './mentionsource';
import { fitting, mentionsIn, typedMention, withMention } from './mentions';
import type { IMentionable } from './mentions';
import type { ChatModel } from './model';
import { budgetText, SENDS, sendsHelp, sendsText } from './words';

export interface IComposerProps {
  model: ChatModel;
  mentions: MentionSource;
  onSends: (sends: WorkspaceAi['sends']) => void;
  /** Why the person may not say what is sent; null where they may. */
  hindrance: () => string | null;
  trans: TranslationBundle;
}

/** Where the question is written; below it what leaves the machine, always to be seen. */
export function Composer(props: IComposerProps): React.JSX.Element {
  const { model, trans } = props;
  useSignal(model.changed);
  return (
    <div className="deita-Composer">
      <Field {...props} />
      <div className="deita-Composer-choices">
        <Models model={model} trans={trans} />
        <Sends {...props} />
        <Budget model={model} trans={trans} />
      </div>
    </div>
  );
}

function Field({ model, mentions, trans }: IComposerProps): React.JSX.Element {
  useSignal(mentions.changed);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const { draft } = model;
  const busy = model.conversation?.busy === true;

  const typed = typedMention(draft, caret);
  const typing = typed !== null;
  const none = mentions.items.length === 0;
  useEffect(() => {
    if (typing) {
      void mentions.load();
    }
  }, [typing, mentions, none]);
  const found = typed === null || closed ? [] : fitting(mentions.items, typed.text);
  const shown = found.length > 0;

  useEffect(() => {
    // As high as what is written, within the style's limits.
    const node = field.current;
    if (node !== null) {
      node.style.height = 'auto';
      node.style.height = `${node.scrollHeight + 2}px`;
    }
  }, [draft]);

  const choose = (item: IMentionable): void => {
    const node = field.current;
    if (typed === null || node === null) {
      return;
    }
    const made = withMention(draft, typed, item);
    model.write(made.text);
    setCaret(made.caret);
    setClosed(false);
    requestAnimationFrame(() => {
      node.focus();
      node.setSelectionRange(made.caret, made.caret);
    });
  };
  const send = (): void => {
    const text = draft.trim();
    if (text === '' || busy) {
      return;
    }
    model.write('');
    void model.ask({ text, mentions: mentionsIn(text, mentions.items) });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    const { key } = event;
    const item = found[Math.min(active, found.length - 1)];
    if (shown && (key === 'ArrowDown' || key === 'ArrowUp')) {
      const step = key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + found.length) % found.length);
    } else if (shown && item && (key === 'Enter' || key === 'Tab') && !event.shiftKey) {
      choose(item);
    } else if (shown && key === 'Escape') {
      setClosed(true);
    } else if (key === 'Enter' && !event.shiftKey) {
      send();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="deita-Composer-field">
      {shown && (
        <ul
          id={listId}
          className="deita-Mentions"
          role="listbox"
          aria-label={trans.__('What can be mentioned')}
        >
          {found.map((item, index) => (
            <MentionLine
              key={`${item.kind} ${item.text}`}
              id={`${listId}-${index}`}
              item={item}
              active={index === Math.min(active, found.length - 1)}
              onChoose={choose}
            />
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        className="jp-mod-styled deita-Composer-text"
        rows={2}
        maxLength={20_000}
        placeholder={trans.__('Ask about your data… @ mentions a table')}
        aria-label={trans.__('Ask about your data')}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={
          shown ? `${listId}-${Math.min(active, found.length - 1)}` : undefined
        }
        value={draft}
        onChange={event => {
          model.write(event.target.value);
          setCaret(event.target.selectionStart);
          setActive(0);
          setClosed(false);
        }}
        onSelect={event => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setClosed(true)}
        onFocus={() => setClosed(false)}
        onKeyDown={onKey}
      />
      {busy ? (
        <IconButton
          icon={stopIcon}
          label={trans.__('Stop the answer')}
          onClick={() => void model.conversation?.stop()}
        />
      ) : (
        <IconButton icon={sendIcon} label={trans.__('Send (Enter)')} onClick={send} />
      )}
    </div>
  );
}

interface IMentionLineProps {
  id: string;
  item: IMentionable;
  active: boolean;
  onChoose: (item: IMentionable) => void;
}

function MentionLine({
  id,
  item,
  active,
  onChoose
}: IMentionLineProps): React.JSX.Element {
  const node = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) {
      node.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [active]);
  const Icon = iconOf(item.kind);
  return (
    <li
      ref={node}
      id={id}
      className="deita-Mentions-line"
      role="option"
      aria-selected={active}
      // The field keeps the focus.
      onMouseDown={event => event.preventDefault()}
      onClick={() => onChoose(item)}
    >
      <Icon.react tag="span" className="deita-Icon" />
      <span className="deita-Mentions-name">{item.text}</span>
      <span className="deita-Mentions-note">{item.note}</span>
    </li>
  );
}

function Models({
  model,
  trans
}: {
  model: ChatModel;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { models } = model;
  const { ai } = models;
  if (ai === null) {
    return null;
  }
  return (
    <div className="deita-Composer-choice">
      <select
        className="jp-mod-styled deita-Composer-select"
        aria-label={trans.__('Model')}
        title={trans.__('Model: %1', models.chosen ?? '')}
        value={models.chosen ?? ''}
        onChange={event => models.choose(event.target.value)}
      >
        {ai.models.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Budget({
  model,
  trans
}: {
  model: ChatModel;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { ai } = model.models;
  const budget = ai && budgetText(ai, trans);
  return budget === null ? null : (
    <span className="deita-Composer-budget">{budget}</span>
  );
}

function Sends({
  model,
  onSends,
  hindrance,
  trans
}: IComposerProps): React.JSX.Element | null {
  const { sends } = model;
  // In a workspace of somebody else, that is for them to say.
  const why = hindrance();
  if (sends === null) {
    return null;
  }
  return (
    <label
      className="deita-Composer-choice"
      title={[sendsHelp(sends, trans), why].filter(Boolean).join(' ')}
    >
      <span>{trans.__('sends:')}</span>
      <select
        className="jp-mod-styled deita-Composer-select"
        aria-label={trans.__('What is sent to the model')}
        disabled={why !== null}
        value={sends}
        onChange={event => onSends(event.target.value as WorkspaceAi['sends'])}
      >
        {SENDS.map(each => (
          <option key={each} value={each}>
            {sendsText(each, trans)}
          </option>
        ))}
      </select>
    </label>
  );
}

function iconOf(kind: IMentionable['kind']): LabIcon {
  switch (kind) {
    case 'table':
    case 'result':
      return tableIcon;
    case 'query':
      return queryIcon;
    case 'column':
      return kindIcons.text;
    default:
      return kindIcons[kind];
  }
}
