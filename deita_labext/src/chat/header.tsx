import type { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  caretDownEmptyIcon,
  ellipsesIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

import type { Thread } from '../api/contract';
import { IconButton, useSignal } from '../react';
import type { ChatModel } from './model';

export interface IHeaderProps {
  model: ChatModel;
  /** Opens the menu about a thread at a place. */
  onMenu: (thread: Thread | null, x: number, y: number) => void;
  trans: TranslationBundle;
}

/** The panel’s name, the current thread with the list of all, and a button for a new one. */
export function Header({ model, onMenu, trans }: IHeaderProps): React.JSX.Element {
  useSignal(model.changed);
  const [open, setOpen] = useState(false);
  const node = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const listId = useId();
  const { current } = model.threads;
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) {
      return;
    }
    const onPointer = (event: Event): void => {
      const target = event.target as Element;
      if (!node.current?.contains(target) && target.closest('.lm-Menu') === null) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onPointer, true);
    return () => document.removeEventListener('pointerdown', onPointer, true);
  }, [open]);
  const name = current?.name ?? trans.__('New thread');
  const enabled = model.models.enabled;
  return (
    <div
      ref={node}
      className="deita-Chat-header"
      onKeyDown={event => {
        if (open && event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <h2 className="deita-Header-title">{trans.__('Ask Deita')}</h2>
      {enabled && (
        <>
          <button
            ref={button}
            type="button"
            className="deita-Chat-thread"
            title={
              current?.shared === true
                ? trans.__('%1 (shared with the workspace)', name)
                : name
            }
            aria-label={trans.__('Thread: %1', name)}
            aria-expanded={open}
            aria-controls={open ? listId : undefined}
            onClick={() => {
              if (!open) {
                void model.threads.refresh();
              }
              setOpen(!open);
            }}
          >
            {current?.shared === true && (
              <usersIcon.react
                tag="span"
                className="deita-Icon"
                title={trans.__('Shared with the workspace')}
              />
            )}
            <span className="deita-Chat-threadName">{name}</span>
            <caretDownEmptyIcon.react tag="span" className="deita-Icon" />
          </button>
          <IconButton
            icon={addIcon}
            label={trans.__('New thread')}
            onClick={() => {
              setOpen(false);
              model.select(null);
            }}
          />
          <IconButton
            icon={ellipsesIcon}
            label={trans.__('Thread and verified questions')}
            menu
            onClick={event => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              onMenu(current, left, bottom);
            }}
          />
          {open && (
            <Threads
              id={listId}
              model={model}
              onMenu={onMenu}
              onChoose={thread => {
                model.select(thread);
                close();
              }}
              trans={trans}
            />
          )}
        </>
      )}
    </div>
  );
}

interface IThreadsProps extends IHeaderProps {
  id: string;
  onChoose: (thread: Thread) => void;
}

/** The threads of the workspace; a text in their names or messages picks some. */
function Threads({
  id,
  model,
  onMenu,
  onChoose,
  trans
}: IThreadsProps): React.JSX.Element {
  const { threads } = model;
  useEffect(() => {
    // The next time, all are there.
    return () => {
      if (threads.search !== '') {
        void threads.searchFor('');
      }
    };
  }, [threads]);
  return (
    <div id={id} className="deita-Threads">
      <input
        type="search"
        className="jp-mod-styled deita-Threads-search"
        placeholder={trans.__('Search threads…')}
        aria-label={trans.__('Search threads and their messages')}
        // The list was opened to look for a thread.
        autoFocus
        value={threads.search}
        onChange={event => void threads.searchFor(event.target.value)}
      />
      {threads.error !== null && (
        <p className="deita-Message-error" role="alert">
          {threads.error.message}
        </p>
      )}
      {threads.items.length === 0 && threads.error === null && (
        <p className="deita-Quiet">
          {threads.search === ''
            ? trans.__('No threads yet.')
            : trans.__('No thread has “%1” in it.', threads.search)}
        </p>
      )}
      <ul className="deita-Threads-list" aria-label={trans.__('Threads')}>
        {threads.items.map(thread => (
          <li key={thread.id} className="deita-Threads-line">
            <button
              type="button"
              className="deita-Threads-name"
              aria-current={thread.id === threads.current?.id}
              title={thread.name}
              onClick={() => onChoose(thread)}
            >
              <span>{thread.name}</span>
              <span className="deita-Threads-note">
                {[
                  ...(thread.shared ? [trans.__('shared')] : []),
                  ...(thread.mine ? [] : [thread.owner]),
                  new Date(thread.updated_at).toLocaleDateString()
                ].join(' · ')}
              </span>
            </button>
            {thread.mine && (
              <IconButton
                icon={ellipsesIcon}
                label={trans.__('Thread %1: rename, share, delete', thread.name)}
                menu
                onClick={event => {
                  const { left, bottom } = event.currentTarget.getBoundingClientRect();
                  onMenu(thread, left, bottom);
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
