import { Clipboard, Notification, type IThemeManager } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';

import type { Query } from '../api/contract';
import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { RESULT_TYPE } from '../results/bundle';
import { cellText } from '../sql/magic';
import type { IDeitaClient } from '../tokens';
import { askName } from '../workspaces/commands';
import type { WorkspacesModel } from '../workspaces/model';
import { Rights } from '../workspaces/rights';
import type { IChatActions } from './actions';
import { insertCell } from './cells';
import { chartWidget } from './chart';
import type { MarkdownRenderer } from './markdown';
import type { ChatModel } from './model';
import type { VerifiedModel } from './verified';

const SAID_MS = 4_000;

export interface IOutside {
  client: IDeitaClient;
  commands: CommandRegistry;
  languages: IEditorLanguageRegistry;
  markdown: MarkdownRenderer;
  model: ChatModel;
  notebooks: INotebookTracker | null;
  rendermime: IRenderMimeRegistry;
  themes: IThemeManager | null;
  verified: VerifiedModel;
  workspaces: WorkspacesModel;
  trans: TranslationBundle;
}

/** What the chat has done elsewhere: by the service, in notebooks, in other tabs. */
export function chatActions(outside: IOutside): IChatActions {
  const { client, commands, languages, model, notebooks, rendermime, trans } = outside;
  const { workspaces, markdown } = outside;
  const rights = new Rights(workspaces, trans);
  const workspaceId = (): string => {
    const id = model.conversation?.workspaceId ?? workspaces.current?.id;
    if (id === undefined) {
      throw new Error('There is no current workspace.');
    }
    return id;
  };
  const execute = (command: string, args: ReadonlyPartialJSONObject): void =>
    void attempt(trans.__('Ask Deita'), trans, () => commands.execute(command, args));

  return {
    markdown,
    highlight: (sql, node) => languages.highlight(sql, languages.findBest('sql'), node),
    run: (sql, signal) => client.query(workspaceId(), sql, signal),
    grid: query => resultWidget(rendermime, query),
    chart: (block, signal) => chartWidget(outside, workspaceId(), block, signal),
    hindrance: needs => rights.hindrance(needs, model.conversation?.workspaceId),
    can: what => {
      switch (what) {
        case 'insertCell':
          return (notebooks?.currentWidget ?? null) !== null;
        case 'openInEditor':
          return commands.hasCommand(CommandIDs.openEditor);
        case 'openChart':
          return commands.hasCommand(CommandIDs.openChart);
      }
    },
    openInEditor: sql =>
      execute(CommandIDs.openEditor, {
        workspaceId: workspaceId(),
        sql,
        name: model.threads.current?.name ?? ''
      }),
    insertCell: sql => {
      const panel = notebooks?.currentWidget;
      if (panel) {
        // Which workspace a cell means by itself may change as soon as there are several.
        const name =
          workspaces.items.length > 1
            ? workspaces.items.find(({ id }) => id === workspaceId())?.name
            : undefined;
        insertCell(panel, cellText(sql, name));
      }
    },
    saveQuery: (sql, question) => void saveQuery(outside, workspaceId(), sql, question),
    copy: text => Clipboard.copyToSystem(text),
    openChart: (resultId, chart) =>
      execute(CommandIDs.openChart, {
        source: { kind: 'result', resultId },
        name: model.threads.current?.name ?? trans.__('Result'),
        ...(chart !== undefined && { chart: chart as ReadonlyPartialJSONObject })
      }),
    explainQuery: sql =>
      execute(CommandIDs.explainWithAi, { workspaceId: workspaceId(), sql }),
    explainResult: resultId =>
      execute(CommandIDs.explainWithAi, { workspaceId: workspaceId(), resultId }),
    suggestChart: resultId =>
      execute(CommandIDs.suggestChart, { workspaceId: workspaceId(), resultId }),
    fix: (sql, error) => void model.ask({ task: 'fix', sql, error }, workspaceId()),
    verify: (question, sql, { id }) => void verify(outside, question, sql, id),
    describe: async ({ table, table_id }, patch) => {
      const done = await attempt(trans.__('Describe %1', table), trans, () =>
        client.updateTable(workspaceId(), table_id, patch)
      );
      if (done) {
        void commands.execute(CommandIDs.refresh);
      }
      return done;
    },
    ask: text => void model.ask({ text }),
    rate: ({ id }, feedback) =>
      void attempt(trans.__('Feedback'), trans, async () => {
        await model.conversation?.rate(id, feedback);
      })
  };
}

async function saveQuery(
  { client, trans }: IOutside,
  workspaceId: string,
  sql: string,
  question: string
): Promise<void> {
  const title = trans.__('Save query');
  const name = await askName(title, question.slice(0, 80), trans.__('Save'), trans);
  if (
    name !== null &&
    (await attempt(title, trans, () =>
      client.saveQuery(workspaceId, { name, sql, description: question })
    ))
  ) {
    say(trans.__('Saved as the query “%1”.', name));
  }
}

async function verify(
  { verified, trans }: IOutside,
  question: string,
  sql: string,
  messageId: string
): Promise<void> {
  const title = trans.__('Keep as verified question');
  const words = await askName(title, question, trans.__('Keep'), trans);
  if (
    words !== null &&
    (await attempt(title, trans, () =>
      verified.add({ question: words, sql, message_id: messageId })
    ))
  ) {
    say(trans.__('Kept as a verified question.'));
  }
}

function say(message: string): void {
  Notification.success(message, { autoClose: SAID_MS });
}

/** The one grid with the rows of a query, as under a notebook cell. */
function resultWidget(rendermime: IRenderMimeRegistry, query: Query): Widget {
  const { result } = query;
  if (result === null) {
    throw new Error('The query has no result.');
  }
  const widget = rendermime.createRenderer(RESULT_TYPE);
  const bundle = {
    version: 1,
    result_id: result.id,
    workspace_id: result.workspace_id,
    sql: result.sql,
    columns: result.columns.map(column => ({ ...column })),
    row_count: result.row_count,
    elapsed_ms: query.stats.total_ms ?? null,
    tables: result.tables,
    name: null,
    rows: query.rows
  };
  const model = rendermime.createModel({
    data: { [RESULT_TYPE]: bundle as ReadonlyPartialJSONObject },
    trusted: true
  });
  void widget.renderModel(model);
  return widget;
}
