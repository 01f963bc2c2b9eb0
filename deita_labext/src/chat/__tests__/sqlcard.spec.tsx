import { nullTranslator } from '@jupyterlab/translation';
import React from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';

import type { SqlBlock, ThreadMessage } from '../../api/contract';
import type { IChatActions } from '../actions';
import { SqlCard } from '../sqlcard';

const block: SqlBlock = {
  kind: 'sql',
  id: 'b1',
  sql: 'select 1',
  runs: true,
  error: null,
  attempts: 1,
  tables: [],
  result_id: null,
  replaces: null
};

describe('a statement in an answer', () => {
  let node: HTMLElement;
  let root: Root;

  const show = (why: string | null): void => {
    const actions = {
      hindrance: () => why,
      can: () => true,
      highlight: () => Promise.resolve()
    } as unknown as IChatActions;
    flushSync(() =>
      root.render(
        <SqlCard
          block={block}
          message={{} as ThreadMessage}
          question="How many?"
          actions={actions}
          trans={nullTranslator.load('deita')}
        />
      )
    );
  };
  const save = (): HTMLButtonElement | undefined =>
    [...node.querySelectorAll('button')].find(each => each.textContent === 'Save');
  /** The entry of the card’s menu that keeps the question. */
  const entry = (): HTMLElement | undefined => {
    node.querySelector<HTMLElement>('[aria-haspopup]')?.click();
    return [...document.querySelectorAll<HTMLElement>('.lm-Menu-item')].find(each =>
      each.textContent?.includes('Keep as Verified')
    );
  };

  beforeEach(() => {
    node = document.body.appendChild(document.createElement('div'));
    root = createRoot(node);
  });

  afterEach(() => {
    root.unmount();
    document.body.replaceChildren();
  });

  it('is kept by those who may change the workspace', () => {
    show(null);
    expect(save()?.disabled).toBe(false);
    expect(save()?.title).toBe('Save as a query of the workspace');
    expect(entry()?.classList.contains('lm-mod-disabled')).toBe(false);
  });

  it('says to others why it cannot be kept', () => {
    show('Only to be read.');
    expect(save()?.disabled).toBe(true);
    expect(save()?.title).toBe('Only to be read.');
    expect(entry()?.classList.contains('lm-mod-disabled')).toBe(true);
    expect(entry()?.title).toBe('Only to be read.');
  });
});
