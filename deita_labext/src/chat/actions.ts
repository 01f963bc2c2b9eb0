import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Widget } from '@lumino/widgets';

import type {
  Block,
  ChartBlock,
  DescriptionsBlock,
  Query,
  SqlBlock,
  TablePatch,
  ThreadMessage
} from '../api/contract';
import type { Role } from '../workspaces/needs';
import type { MarkdownRenderer } from './markdown';

/** A statement's result, as it is shown under a notebook cell. */
export type ResultBundle = Parameters<IRenderMimeRegistry['createModel']>[0];

/** What the body has done for it: all that reaches beyond the chat. */
export interface IChatActions {
  /** Markdown as JupyterLab renders it. */
  markdown: MarkdownRenderer;
  /** SQL, highlighted, put into an element. */
  highlight: (sql: string, node: HTMLElement) => Promise<void>;
  /** Run a statement over the workspace. */
  run: (sql: string, signal: AbortSignal) => Promise<Query>;
  /** The one grid, with the rows of a query. */
  grid: (query: Query) => Widget;
  /** The chart of a block, over its rows. */
  chart: (block: ChartBlock, signal: AbortSignal) => Promise<Widget>;
  /** Why the person may not do what needs that role in the workspace; null where they may. */
  hindrance: (needs: Role) => string | null;
  /** What can be done with a statement here and now. */
  can: (what: CardAction) => boolean;
  /** Open in the SQL editor, insert as a cell, save as a query, copy. */
  openInEditor: (sql: string) => void;
  insertCell: (sql: string) => void;
  saveQuery: (sql: string, question: string) => void;
  copy: (text: string) => void;
  /** Open a result's rows as a chart. */
  openChart: (resultId: string, chart?: ChartBlock['chart']) => void;
  explainQuery: (sql: string) => void;
  explainResult: (resultId: string) => void;
  suggestChart: (resultId: string) => void;
  /** Have a statement mended for which this was said. */
  fix: (sql: string, error: string) => void;
  /** Keep a question with its statement as verified. */
  verify: (question: string, sql: string, message: ThreadMessage) => void;
  /** Save proposed descriptions. */
  describe: (block: DescriptionsBlock, patch: TablePatch) => Promise<boolean>;
  /** Ask a question. */
  ask: (text: string) => void;
  rate: (message: ThreadMessage, feedback: ThreadMessage['feedback']) => void;
}

/** What is not possible everywhere. */
export type CardAction = 'openInEditor' | 'insertCell' | 'openChart';

/** The statement of a block that has one. */
export function sqlOf(block: Block): string | null {
  return block.kind === 'sql' || block.kind === 'chart' ? (block.sql ?? null) : null;
}

/** The answer's last statement that the engine takes. */
export function lastSql(message: ThreadMessage): SqlBlock | null {
  const found = message.blocks.filter(
    (block): block is SqlBlock => block.kind === 'sql'
  );
  return found[found.length - 1] ?? null;
}
