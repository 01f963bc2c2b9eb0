/** Every command of Deita. */
export const CommandIDs = {
  /** Open a table in a grid tab. Arguments: ITableArguments. */
  openTable: 'deita:open-table',
  /** Open the result of a query in a grid tab. Arguments: `{ resultId, name }`. */
  openResult: 'deita:open-result',
  /** Open the table that is active in the data browser. */
  openSelected: 'deita:open-selected-table',
  /** Download a table. Arguments: ITableArguments, or none for the active one; `format`. */
  exportTable: 'deita:export-table',
  /** Choose files and add them to the current workspace. */
  upload: 'deita:upload',
  uploadFolder: 'deita:upload-folder',
  newWorkspace: 'deita:new-workspace',
  renameWorkspace: 'deita:rename-workspace',
  deleteWorkspace: 'deita:delete-workspace',
  /** About the table that is active in the data browser, as the following ones. */
  renameTable: 'deita:rename-table',
  deleteTable: 'deita:delete-table',
  copyTableName: 'deita:copy-table-name',
  /** Insert a cell that queries the table below the active cell of the notebook. */
  queryInNotebook: 'deita:query-in-notebook',
  /** Delete the file that is active in the data browser. */
  deleteFile: 'deita:delete-file',
  refresh: 'deita:refresh',
  showPanel: 'deita:show-panel'
} as const;

/** Which table a command is about. */
export interface ITableArguments {
  workspaceId: string;
  tableId: string;
  name: string;
}
