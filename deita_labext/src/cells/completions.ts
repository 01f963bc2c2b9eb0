/** Names offered in SQL cells, besides what others offer there. */
import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';

import type { TranslationBundle } from '@jupyterlab/translation';

import type { SqlCatalog } from '../sql/catalog';
import { offersAt } from '../sql/completion';
import { readCell } from '../sql/magic';
import type { CellContext } from './sql';

/** Before the kernel's, which knows a cell's options but not what its SQL reads. */
const RANK = 1100;

export class SqlCompletions implements ICompletionProvider {
  constructor(
    private readonly _catalog: SqlCatalog,
    private readonly _cells: CellContext,
    private readonly _trans: TranslationBundle
  ) {}

  readonly identifier = 'DeitaSqlProvider';
  readonly rank = RANK;
  readonly renderer = null;

  /** In the SQL of cells that begin with `%%deita` only. */
  isApplicable({ editor }: ICompletionContext): Promise<boolean> {
    const cell = editor ? readCell(editor.model.sharedModel.getSource()) : null;
    const line = editor?.getCursorPosition().line ?? 0;
    return Promise.resolve(cell !== null && line >= cell.magic.split('\n').length);
  }

  async fetch(
    { text, offset }: CompletionHandler.IRequest,
    { widget }: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const none = { start: offset, end: offset, items: [] };
    const cell = readCell(text);
    if (cell === null || offset <= cell.magic.length) {
      return none;
    }
    const sources = this._cells.sources(widget.node);
    const workspaceId = await this._cells.workspaceOf(cell, sources);
    if (workspaceId === null) {
      return none;
    }
    const found = await offersAt(
      cell.sql,
      offset,
      this._catalog,
      workspaceId,
      this._trans
    );
    return found === null
      ? none
      : {
          start: found.from,
          end: offset,
          items: found.offers.map(({ label, apply, kind, detail }) => ({
            label,
            insertText: apply,
            type: kind,
            ...(detail !== undefined && { documentation: detail })
          }))
        };
  }
}
