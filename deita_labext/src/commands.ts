import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/** Every command of Deita. */
export const CommandIDs = {
  /** Open a table in a grid tab. Arguments: ITableArguments. */
  openTable: 'deita:open-table',
  /** Open the result of a query in a grid tab. Arguments: `{ resultId, name }`. */
  openResult: 'deita:open-result',
  /**
   * Of a grid, by tabs and cells. Arguments: `{ source, view, name }`, see IGridArguments.
   * Open the statement of what is seen in the SQL editor. Others may add it.
   */
  openEditor: 'deita:open-editor',
  /** Open an empty editor. */
  newEditor: 'deita:new-editor',
  /** About the editor that is current, as the following ones. */
  runEditor: 'deita:run-editor',
  /** Run the selection, or the statement at the cursor. */
  runStatement: 'deita:run-statement',
  stopEditor: 'deita:stop-editor',
  formatEditor: 'deita:format-editor',
  /** Show how the statement at the cursor is worked out; run it for that. */
  explainStatement: 'deita:explain-statement',
  analyzeStatement: 'deita:analyze-statement',
  saveEditor: 'deita:save-editor',
  renameEditor: 'deita:rename-editor',
  copyEditorLink: 'deita:copy-editor-link',
  editorHistory: 'deita:editor-history',
  /** Lay out the SQL of the active cell. */
  formatCell: 'deita:format-cell',
  /** Insert a cell with a statement into a notebook. Arguments: `{ sql, workspaceId, params }`. */
  insertQuery: 'deita:insert-query',
  /** Open a table's profile. Arguments: ITableArguments. */
  openProfile: 'deita:open-profile',
  /** Open the table that is active in the data browser. */
  openSelected: 'deita:open-selected-table',
  /** Download a table. Arguments: ITableArguments, or none for the active one; `format`. */
  exportTable: 'deita:export-table',
  /** Choose files and add them to the current workspace. */
  upload: 'deita:upload',
  uploadFolder: 'deita:upload-folder',
  /** Choose one file, and decide how it is read before a table is made of it. */
  uploadLooking: 'deita:upload-looking',
  /** About a file on its way to a table, or what became of it. */
  cancelActivity: 'deita:cancel-import',
  retryActivity: 'deita:retry-import',
  readActivityOtherwise: 'deita:read-import-otherwise',
  dismissActivity: 'deita:dismiss-import',
  dismissActivities: 'deita:dismiss-imports',
  /** Go to another workspace. Arguments: `{ workspaceId }`, or none to be asked for it. */
  switchWorkspace: 'deita:switch-workspace',
  newWorkspace: 'deita:new-workspace',
  /** Who may use the current workspace. */
  shareWorkspace: 'deita:share-workspace',
  renameWorkspace: 'deita:rename-workspace',
  deleteWorkspace: 'deita:delete-workspace',
  /** About the table that is active in the data browser, as the following ones. */
  renameTable: 'deita:rename-table',
  deleteTable: 'deita:delete-table',
  /** Copy the name of the active table or column as SQL has it, or insert it in an editor. */
  copyName: 'deita:copy-name',
  insertName: 'deita:insert-name',
  /** Insert a cell that queries the table below the active cell of the notebook. */
  queryInNotebook: 'deita:query-in-notebook',
  /** Open a query of the table in the SQL editor. */
  queryInEditor: 'deita:query-in-editor',
  /** What the columns of a table hold. Arguments: ITableArguments, or none for the active one. */
  showProfile: 'deita:show-profile',
  /** Draw a chart of a table. Arguments: ITableArguments, or none for the active one. */
  chartTable: 'deita:chart-table',
  /** Say what the column that is active in the data browser is. */
  describeColumn: 'deita:describe-column',
  /** About the saved query that is active in the data browser. */
  openSaved: 'deita:open-saved-query',
  insertSaved: 'deita:insert-saved-query',
  copySaved: 'deita:copy-saved-query',
  copySavedLink: 'deita:copy-saved-query-link',
  describeSaved: 'deita:describe-saved-query',
  renameSaved: 'deita:rename-saved-query',
  deleteSaved: 'deita:delete-saved-query',
  /** About the query of the history that is active in the data browser. */
  openPast: 'deita:open-past-query',
  openPastResult: 'deita:open-past-result',
  insertPast: 'deita:insert-past-query',
  copyPast: 'deita:copy-past-query',
  /** Open the saved query that the page's address names. */
  openLink: 'deita:open-saved-query-link',
  /** Open the tab that the page's address names. */
  openAddress: 'deita:open-address',
  /** Show the queries that run in the current workspace, to be cancelled. */
  showRunning: 'deita:show-running-queries',
  cancelRunning: 'deita:cancel-running-queries',
  /**
   * About one table: ITableArguments, or none for the one that is active in the data
   * browser. How its file was read, and what became of each line.
   */
  showReport: 'deita:show-report',
  /** Its snapshots, to be looked at and restored. */
  showSnapshots: 'deita:show-snapshots',
  /** Say what the table and its columns are. */
  describeTable: 'deita:describe-table',
  /** Read its file anew, otherwise. */
  importAgain: 'deita:import-again',
  /** Give it the rows of another file, or add them to its own. */
  replaceTable: 'deita:replace-table',
  appendTable: 'deita:append-table',
  /** Bring a deleted table back. Arguments: ITableArguments, or none for the active one. */
  undeleteTable: 'deita:undelete-table',
  /** Make a table of a result. Arguments: `{ resultId, name }`, or none for the current tab's. */
  saveResult: 'deita:save-result',
  /** Delete the file that is active in the data browser. */
  deleteFile: 'deita:delete-file',
  /** About the file that is active in the data browser, as the following one. */
  importFile: 'deita:import-file',
  downloadFile: 'deita:download-file',
  /** Open the tab in which it is decided how a file is read. Arguments: IImportTarget's. */
  openImport: 'deita:open-import',
  /** Open the tab with a table's report, or its snapshots. Arguments: ITableArguments. */
  openReport: 'deita:open-report',
  openSnapshots: 'deita:open-snapshots',
  /** Show the chat. */
  showChat: 'deita:show-chat',
  /** Begin a thread of the chat. */
  newThread: 'deita:new-thread',
  /** About a thread: `{ threadId }`, or none for the current one, as the following two. */
  renameThread: 'deita:rename-thread',
  shareThread: 'deita:share-thread',
  deleteThread: 'deita:delete-thread',
  /** Stop the answer that is being written. */
  stopAnswer: 'deita:stop-answer',
  suggestQuestions: 'deita:suggest-questions',
  suggestRelationships: 'deita:suggest-relationships',
  /** Show the verified questions of the workspace; run them all. */
  showVerified: 'deita:show-verified',
  runVerified: 'deita:run-verified',
  /** Have a statement explained, or a result: `{ workspaceId, sql }` or `{ workspaceId, resultId }`. */
  explainWithAi: 'deita:explain-with-ai',
  /** Have the statement of the active cell, or of the last SQL editor, explained. */
  explainCurrentWithAi: 'deita:explain-current-with-ai',
  /** Have the result below the active cell, or of the last SQL editor, explained or drawn. */
  explainCurrentResultWithAi: 'deita:explain-current-result-with-ai',
  suggestCurrentChart: 'deita:suggest-current-chart',
  /** Have a chart of a result suggested: `{ workspaceId, resultId }`. */
  suggestChart: 'deita:suggest-chart',
  /** Have descriptions of a table and its columns proposed. Arguments: ITableArguments. */
  describeWithAi: 'deita:describe-with-ai',
  /** The same of the table that is active in the data browser. */
  describeSelectedWithAi: 'deita:describe-selected-with-ai',
  /**
   * Have a statement mended, show what changes, and on consent replace and run it.
   * Arguments: `{ workspaceId, sql, error, target: 'editor' | 'cell', targetId }`.
   */
  fixWithAi: 'deita:fix-with-ai',
  /**
   * Open a chart of rows in a tab. Arguments: `source` (a RowSource) and `name`; `view`, the
   * rows that are seen, and `chart`, what is drawn, where they are known.
   */
  openChart: 'deita:open-chart',
  /** Save the current tab's chart as a file. Argument: `format`, png, svg or json. */
  saveChart: 'deita:save-chart',
  /** Insert a cell that draws the current tab's chart into the current notebook. */
  insertChart: 'deita:insert-chart',
  refresh: 'deita:refresh',
  showPanel: 'deita:show-panel'
} as const;

/** Which table a command is about. */
export interface ITableArguments {
  workspaceId: string;
  tableId: string;
  name: string;
}

/** The table that a command's arguments name. Throws where they name none. */
export function tableArguments(args: ReadonlyPartialJSONObject): ITableArguments {
  const { workspaceId, tableId, name } = args;
  if (
    typeof workspaceId !== 'string' ||
    typeof tableId !== 'string' ||
    typeof name !== 'string'
  ) {
    throw new Error('The arguments workspaceId, tableId and name are needed.');
  }
  return { workspaceId, tableId, name };
}
