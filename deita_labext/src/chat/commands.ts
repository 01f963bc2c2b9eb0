import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Thread } from '../api/contract';
import { CommandIDs, tableArguments } from '../commands';
import { attempt, confirmDelete } from '../dialogs';
import { chatIcon } from '../icons';
import type { IDeitaEditors } from '../tokens';
import { askName } from '../workspaces/commands';
import type { Rights } from '../workspaces/rights';
import type { MarkdownRenderer } from './markdown';
import type { ChatModel } from './model';
import type { VerifiedModel } from './verified';

/** What the commands about the chat need. */
export interface IChatCommandOptions {
  model: ChatModel;
  verified: VerifiedModel;
  rights: Rights;
  editors: IDeitaEditors | null;
  markdown: MarkdownRenderer;
  /** The statement that a person is at: of a cell or an SQL editor. */
  statement: () => { workspaceId: string; sql: string } | null;
  /** The result that a person is at: under a cell, or of an SQL editor. */
  result: () => { workspaceId: string; resultId: string } | null;
  /** Bring the chat to the front. */
  show: () => void;
  trans: TranslationBundle;
}

/** The commands that everybody finds in the palette. */
export const PALETTE: readonly string[] = [
  CommandIDs.showChat,
  CommandIDs.newThread,
  CommandIDs.renameThread,
  CommandIDs.shareThread,
  CommandIDs.deleteThread,
  CommandIDs.stopAnswer,
  CommandIDs.explainCurrentWithAi,
  CommandIDs.explainCurrentResultWithAi,
  CommandIDs.suggestCurrentChart,
  CommandIDs.suggestQuestions,
  CommandIDs.suggestRelationships,
  CommandIDs.showVerified,
  CommandIDs.runVerified
];

/** Add the commands about the chat, its threads, and what a model does elsewhere. */
export function addChatCommands(
  commands: CommandRegistry,
  options: IChatCommandOptions
): void {
  const { model, verified, rights, show, trans } = options;
  const { models, threads } = model;
  // As long as nobody has asked whether there is a model, there may be one.
  const isEnabled = (): boolean => models.ai === null || models.enabled;
  const isVisible = (): boolean => models.enabled;
  // Asked about an error that is shown: the first time, the service is asked too.
  const isKnown = (): boolean => {
    if (models.ai === null && models.error === null) {
      void models.ready();
    }
    return models.enabled;
  };

  commands.addCommand(CommandIDs.showChat, {
    label: trans.__('Ask Deita'),
    caption: trans.__('Ask about your data in your own words'),
    icon: chatIcon.bindprops({ stylesheet: 'menuItem' }),
    execute: show
  });
  commands.addCommand(CommandIDs.newThread, {
    label: trans.__('New Thread'),
    isEnabled,
    execute: () => {
      model.select(null);
      show();
    }
  });
  commands.addCommand(CommandIDs.stopAnswer, {
    label: trans.__('Stop the Answer'),
    isEnabled: () => model.conversation?.busy === true,
    execute: () => model.conversation?.stop()
  });
  addThreadCommands(commands, model, trans);

  for (const [command, task, label] of [
    [CommandIDs.suggestQuestions, 'suggest_questions', trans.__('Suggest Questions')],
    [
      CommandIDs.suggestRelationships,
      'relationships',
      trans.__('Suggest Relationships')
    ]
  ] as const) {
    commands.addCommand(command, {
      label,
      isEnabled,
      execute: async () => {
        show();
        await model.ask({ task });
      }
    });
  }

  commands.addCommand(CommandIDs.showVerified, {
    label: trans.__('Verified Questions'),
    isEnabled,
    execute: () => {
      model.showView('verified');
      show();
    }
  });
  rights.guard(commands).addCommand(CommandIDs.runVerified, {
    label: trans.__('Run Verified Questions'),
    isEnabled,
    execute: async () => {
      model.showView('verified');
      show();
      await verified.load();
      await verified.run(null);
    }
  });

  commands.addCommand(CommandIDs.explainWithAi, {
    label: args =>
      'resultId' in args
        ? trans.__('Explain This Result')
        : trans.__('Explain This Query'),
    icon: chatIcon.bindprops({ stylesheet: 'menuItem' }),
    isVisible: args => ('resultId' in args ? isKnown() : isVisible()),
    isEnabled: isKnown,
    execute: async args => {
      show();
      const workspaceId = text(args, 'workspaceId');
      await model.ask(
        'resultId' in args
          ? { task: 'explain_result', result_id: text(args, 'resultId') }
          : {
              task: 'explain_query',
              sql: text(args, 'sql'),
              ...('error' in args && { error: errorText(args.error) })
            },
        workspaceId
      );
    }
  });
  commands.addCommand(CommandIDs.explainCurrentWithAi, {
    label: trans.__('Explain This Query with AI'),
    caption: trans.__('Explain the SQL of the active cell or editor'),
    isEnabled: () => isEnabled() && options.statement() !== null,
    execute: async () => {
      show();
      // Before, the workspaces may not be known.
      await model.open();
      const statement = options.statement();
      if (statement !== null) {
        const { workspaceId, sql } = statement;
        await model.ask({ task: 'explain_query', sql }, workspaceId);
      }
    }
  });
  for (const [command, task, label, caption] of [
    [
      CommandIDs.explainCurrentResultWithAi,
      'explain_result',
      trans.__('Explain This Result with AI'),
      trans.__('Explain the result of the active cell or editor')
    ],
    [
      CommandIDs.suggestCurrentChart,
      'chart',
      trans.__('Suggest a Chart of This Result with AI'),
      trans.__('Suggest a chart of the result of the active cell or editor')
    ]
  ] as const) {
    commands.addCommand(command, {
      label,
      caption,
      isEnabled: () => isEnabled() && options.result() !== null,
      execute: async () => {
        const result = options.result();
        show();
        await model.open();
        if (result !== null) {
          const { workspaceId, resultId } = result;
          await model.ask({ task, result_id: resultId }, workspaceId);
        }
      }
    });
  }
  commands.addCommand(CommandIDs.suggestChart, {
    label: trans.__('Suggest a Chart'),
    icon: chatIcon.bindprops({ stylesheet: 'menuItem' }),
    isVisible: isEnabled,
    execute: async args => {
      show();
      const workspaceId = text(args, 'workspaceId');
      await model.ask(
        { task: 'chart', result_id: text(args, 'resultId') },
        workspaceId
      );
    }
  });
  commands.addCommand(CommandIDs.describeWithAi, {
    label: trans.__('Describe with AI'),
    icon: chatIcon.bindprops({ stylesheet: 'menuItem' }),
    isVisible,
    execute: async args => {
      const { workspaceId, name } = tableArguments(args);
      show();
      await model.ask({ task: 'describe', table: name }, workspaceId);
    }
  });
  commands.addCommand(CommandIDs.fixWithAi, {
    label: trans.__('Fix with AI'),
    icon: chatIcon.bindprops({ stylesheet: 'menuItem' }),
    isVisible,
    isEnabled: isKnown,
    execute: args => fix(args, commands, options)
  });
  models.changed.connect(() => {
    for (const command of [...PALETTE, ...ELSEWHERE]) {
      if (commands.hasCommand(command)) {
        commands.notifyCommandChanged(command);
      }
    }
  });
  threads.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.renameThread);
    commands.notifyCommandChanged(CommandIDs.shareThread);
    commands.notifyCommandChanged(CommandIDs.deleteThread);
  });
}

const ELSEWHERE: readonly string[] = [
  CommandIDs.explainWithAi,
  CommandIDs.suggestChart,
  CommandIDs.describeWithAi,
  CommandIDs.describeSelectedWithAi,
  CommandIDs.fixWithAi
];

function addThreadCommands(
  commands: CommandRegistry,
  { threads }: ChatModel,
  trans: TranslationBundle
): void {
  const target = (args: ReadonlyPartialJSONObject): Thread | null =>
    'threadId' in args
      ? (threads.items.find(({ id }) => id === args.threadId) ?? null)
      : threads.current;
  const isEnabled = (args: ReadonlyPartialJSONObject): boolean =>
    target(args)?.mine === true;

  commands.addCommand(CommandIDs.renameThread, {
    label: trans.__('Rename Thread…'),
    isEnabled,
    execute: async args => {
      const thread = target(args);
      if (thread === null) {
        return;
      }
      const title = trans.__('Rename thread');
      const name = await askName(title, thread.name, trans.__('Rename'), trans);
      if (name !== null && name !== thread.name) {
        await attempt(title, trans, () => threads.update(thread, { name }));
      }
    }
  });
  commands.addCommand(CommandIDs.shareThread, {
    label: args =>
      target(args)?.shared === true
        ? trans.__('Make Thread Private')
        : trans.__('Share Thread with the Workspace'),
    isEnabled,
    execute: async args => {
      const thread = target(args);
      if (thread !== null) {
        const title = trans.__('Share thread');
        const shared = !thread.shared;
        await attempt(title, trans, () => threads.update(thread, { shared }));
      }
    }
  });
  commands.addCommand(CommandIDs.deleteThread, {
    label: trans.__('Delete Thread…'),
    isEnabled,
    execute: async args => {
      const thread = target(args);
      if (thread === null) {
        return;
      }
      const title = trans.__('Delete %1?', thread.name);
      const body = trans.__('All of its messages go with it. This cannot be undone.');
      if (await confirmDelete(title, body, trans)) {
        await attempt(title, trans, () => threads.remove(thread));
      }
    }
  });
}

/** Gives whether the statement was replaced, or stands in a new editor. */
async function fix(
  args: ReadonlyPartialJSONObject,
  commands: CommandRegistry,
  { model, editors, markdown, trans }: IChatCommandOptions
): Promise<boolean> {
  const workspaceId = typeof args.workspaceId === 'string' ? args.workspaceId : '';
  const broken = { workspaceId, sql: text(args, 'sql'), error: errorText(args.error) };
  const targetId = text(args, 'targetId');
  const { fixWithAi } = await import('./fix');
  const sql = await fixWithAi(broken, { model, markdown, trans });
  if (sql === null) {
    return false;
  }
  if (editors?.replace(targetId, sql, broken.sql) === true) {
    await editors.run(targetId);
    return true;
  }
  // The editor or the cell was closed meanwhile, or has another text.
  await commands.execute(CommandIDs.openEditor, { workspaceId, sql });
  return true;
}

/** What the engine said: a text, or an error with a message and a hint. */
function errorText(error: unknown): string {
  if (typeof error === 'string') {
    return error;
  }
  const { message, hint } = (error ?? {}) as { message?: string; hint?: string | null };
  return [message, hint].filter(part => part).join(' ');
}

function text(args: ReadonlyPartialJSONObject, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') {
    throw new Error(`The argument ${name} is missing.`);
  }
  return value;
}
