import type { TranslationBundle } from '@jupyterlab/translation';

import type { Ai, ThreadMessage, WorkspaceAi } from '../api/contract';
import { costText } from './answers';

/** What was asked to be done, where the person wrote nothing. */
export function taskText(
  task: ThreadMessage['task'],
  trans: TranslationBundle
): string {
  switch (task) {
    case 'ask':
      return '';
    case 'fix':
      return trans.__('Fix this query.');
    case 'explain_query':
      return trans.__('Explain this query.');
    case 'explain_result':
      return trans.__('Explain this result.');
    case 'relationships':
      return trans.__('How do the tables hang together?');
    case 'describe':
      return trans.__('Describe this table and its columns.');
    case 'suggest_questions':
      return trans.__('What could I ask?');
    case 'chart':
      return trans.__('Suggest a chart of this result.');
  }
}

export const SENDS: readonly WorkspaceAi['sends'][] = ['names', 'profiles', 'samples'];

/** What of the workspace a model is told, in few words. */
export function sendsText(
  sends: WorkspaceAi['sends'],
  trans: TranslationBundle
): string {
  switch (sends) {
    case 'names':
      return trans.__('names, types');
    case 'profiles':
      return trans.__('names, types, profiles');
    case 'samples':
      return trans.__('names, types, profiles, sample rows');
  }
}

/** The same at length. */
export function sendsHelp(
  sends: WorkspaceAi['sends'],
  trans: TranslationBundle
): string {
  switch (sends) {
    case 'names':
      return trans.__(
        'The model is told the names and types of tables and columns, and their descriptions. No values.'
      );
    case 'profiles':
      return trans.__(
        'The model is also told how many rows, nulls and different values there are. No values.'
      );
    case 'samples':
      return trans.__('The model is also told sample rows and values of columns.');
  }
}

/** What is used of today’s budget; null where there is none. */
export function budgetText(ai: Ai, trans: TranslationBundle): string | null {
  const { budget } = ai;
  if (budget === null) {
    return null;
  }
  const parts: string[] = [];
  if (budget.tokens_limit !== null) {
    parts.push(
      trans.__(
        '%1 of %2 tokens',
        budget.tokens_used.toLocaleString(),
        budget.tokens_limit.toLocaleString()
      )
    );
  }
  if (budget.cost_limit !== null) {
    parts.push(
      trans.__('%1 of %2', costText(budget.cost_used), costText(budget.cost_limit))
    );
  }
  return parts.length === 0 ? null : trans.__('today: %1', parts.join(' · '));
}
