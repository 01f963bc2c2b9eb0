/** Every command of Deita, by the part that registers it. */
export const CommandIDs = {
  /** Arguments: `{ workspaceId, tableId, name }`. Opens the grid tab. */
  openTable: 'deita:open-table',
  /** Arguments: `{ workspaceId, tableId, name }`, or none for the table in focus. */
  exportTable: 'deita:export-table',
  upload: 'deita:upload',
  newWorkspace: 'deita:new-workspace',
  renameWorkspace: 'deita:rename-workspace',
  deleteWorkspace: 'deita:delete-workspace',
  renameTable: 'deita:rename-table',
  deleteTable: 'deita:delete-table',
  copyTableName: 'deita:copy-table-name',
  queryInNotebook: 'deita:query-in-notebook',
  refresh: 'deita:refresh',
  showPanel: 'deita:show-panel'
} as const;
