/** What makes a code editor one for SQL: words, completion, errors while typing, keys. */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  startCompletion
} from '@codemirror/autocomplete';
import { LanguageSupport } from '@codemirror/language';
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { SqlCatalog } from '../sql/catalog';
import { type Check, checking } from '../sql/checking';
import { type IOffer, offersAt } from '../sql/completion';
import { dialect } from '../sql/dialect';
import { statementAt } from '../sql/statements';

/** Completion's own names for what is offered: they choose the icon. */
const TYPES: Record<IOffer['kind'], string> = {
  column: 'property',
  table: 'class',
  snapshot: 'class',
  query: 'interface',
  function: 'function',
  keyword: 'keyword'
};

export interface ISqlOptions {
  catalog: SqlCatalog;
  workspaceId: () => string;
  trans: TranslationBundle;
  /** Finds the errors of the text. Throws the AbortError of the signal. */
  check: Check;
}

/** The extension; it lives with one editor. */
export function sqlEditing(options: ISqlOptions): Extension {
  return [
    Prec.highest(new LanguageSupport(dialect.language)),
    autocompletion({
      override: [context => complete(context, options)],
      icons: false,
      tooltipClass: () => 'deita-Offers',
      activateOnTyping: true,
      maxRenderedOptions: 80
    }),
    Prec.highest(keymap.of([{ key: 'Tab', run: tab }])),
    checking(options.check)
  ];
}

/** Takes back what is offered; it would stay where the text is not seen any more. */
export function offerNothing(view: EditorView): void {
  closeCompletion(view);
}

/** Tab takes what is offered, or asks for offers behind a word; elsewhere it indents. */
function tab(view: EditorView): boolean {
  if (completionStatus(view.state) === 'active') {
    return acceptCompletion(view);
  }
  const { head, empty } = view.state.selection.main;
  const before = view.state.sliceDoc(Math.max(0, head - 1), head);
  return empty && /[\w."]/.test(before) ? startCompletion(view) : false;
}

async function complete(
  context: CompletionContext,
  { catalog, workspaceId, trans }: ISqlOptions
): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const statement = statementAt(text, context.pos);
  const inside =
    statement && statement.from <= context.pos && context.pos <= statement.end;
  const start = inside ? statement.from : context.pos;
  const sql = inside ? text.slice(statement.from, statement.end) : '';
  const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
  if (!context.explicit && !/[\w."@]/.test(before)) {
    return null;
  }
  const found = await offersAt(sql, context.pos - start, catalog, workspaceId(), trans);
  if (!found || context.aborted) {
    return null;
  }
  const typed = sql.slice(found.from, context.pos - start);
  return {
    from: start + found.from,
    options: found.offers.map((offer, i): Completion => ({
      label: offer.label,
      apply: closing(context, offer.apply),
      type: TYPES[offer.kind],
      boost: 99 - i,
      ...(offer.detail !== undefined && { detail: offer.detail })
    })),
    // What is offered was found for what is written: more of it is a new question.
    filter: false,
    ...(typed === '' && { validFor: /^$/ })
  };
}

/** The quote that the editor has closed by itself is taken over. */
function closing(
  { state, pos }: CompletionContext,
  text: string
): NonNullable<Completion['apply']> {
  const over = text.endsWith('"') && state.sliceDoc(pos, pos + 1) === '"';
  return over
    ? (view, _completion, from, to) =>
        view.dispatch({
          changes: { from, to: to + 1, insert: text },
          selection: { anchor: from + text.length },
          userEvent: 'input.complete'
        })
    : text;
}
