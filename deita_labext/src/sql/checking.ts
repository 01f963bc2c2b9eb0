/** Errors underlined while somebody types, in editors and cells. */
import { type Diagnostic, diagnosticCount, linter } from '@codemirror/lint';
import { type Extension, StateEffect } from '@codemirror/state';
import { EditorView, ViewPlugin } from '@codemirror/view';

import type { Event } from '../api/contract';
import type { IDeitaEvents } from '../tokens';
import type { IMark } from './problems';

/** How long somebody must not have typed before the server is asked. */
const LINT_MS = 400;

/** Finds the errors of a text. Throws the AbortError of the signal. */
export type Check = (signal: AbortSignal, text: string) => Promise<IMark[]>;

const again = StateEffect.define();

/** Has the errors looked for again, though the text is the same: tables changed, or it was hidden. */
export function checkAgain(view: EditorView): void {
  view.dispatch({ effects: again.of(null) });
}

/**
 * Underlines what would not run; asks nothing while the editor is not to be seen. What is
 * underlined is looked at again when `live` tells of other tables.
 */
export function checking(check: Check, live: IDeitaEvents | null = null): Extension {
  let asking: AbortController | null = null;
  return [
    ViewPlugin.define(view => {
      const heard = (_: unknown, { type }: Event): void => {
        if (type === 'tables' && diagnosticCount(view.state) > 0) {
          checkAgain(view);
        }
      };
      live?.received.connect(heard);
      return { destroy: () => live?.received.disconnect(heard) };
    }),
    EditorView.updateListener.of(update => {
      if (update.docChanged) {
        asking?.abort();
      }
    }),
    linter(
      async (view): Promise<Diagnostic[]> => {
        asking?.abort();
        if (view.dom.offsetParent === null) {
          return [];
        }
        const mine = new AbortController();
        asking = mine;
        try {
          const marks = await check(mine.signal, view.state.doc.toString());
          const { length } = view.state.doc;
          return marks
            .filter(({ to }) => to <= length)
            .map(mark => ({
              from: mark.from,
              to: mark.to,
              severity: mark.severity,
              message: mark.message,
              renderMessage: () => said(mark)
            }));
        } catch {
          // Typing went on: the next answer counts.
          return [];
        }
      },
      {
        delay: LINT_MS,
        needsRefresh: ({ transactions }) =>
          transactions.some(({ effects }) => effects.some(effect => effect.is(again)))
      }
    )
  ];
}

function said({ message, hint }: IMark): HTMLElement {
  const node = document.createElement('div');
  node.className = 'deita-Mark';
  for (const [className, text] of [
    ['deita-Mark-message', message],
    ['deita-Mark-hint', hint]
  ] as const) {
    if (text !== null) {
      const line = document.createElement('p');
      line.className = className;
      line.textContent = text;
      node.append(line);
    }
  }
  return node;
}
