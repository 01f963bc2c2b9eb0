/** What can be done at a grid's cursor: entries of its menus, each a command as well. */
export const GridActionIDs = {
  sortUp: 'deita:grid-sort-up',
  sortDown: 'deita:grid-sort-down',
  thenUp: 'deita:grid-then-sort-up',
  thenDown: 'deita:grid-then-sort-down',
  unsort: 'deita:grid-do-not-sort',
  filter: 'deita:grid-filter',
  unfilter: 'deita:grid-remove-filter',
  fit: 'deita:grid-fit-width',
  pin: 'deita:grid-pin',
  moveLeft: 'deita:grid-move-left',
  moveRight: 'deita:grid-move-right',
  hide: 'deita:grid-hide',
  showAll: 'deita:grid-show-hidden',
  keys: 'deita:grid-keys',
  copy: 'deita:grid-copy',
  copyTabs: 'deita:grid-copy-tabs-with-header',
  copyCsv: 'deita:grid-copy-csv',
  copyCsvHeader: 'deita:grid-copy-csv-with-header',
  copyMarkdown: 'deita:grid-copy-markdown',
  copyValues: 'deita:grid-copy-sql-values',
  showValue: 'deita:grid-show-value',
  showRow: 'deita:grid-show-row',
  keepValue: 'deita:grid-only-this-value',
  dropValue: 'deita:grid-without-this-value'
} as const;

/** The name of one of them. */
export type GridAction = keyof typeof GridActionIDs;

/** What can be done with all that a grid shows. */
export const GridCommandIDs = {
  search: 'deita:grid-search',
  clear: 'deita:grid-clear-filters',
  /** Download rows, those that are seen or all. Argument: `format`. */
  exportSeen: 'deita:grid-export-seen',
  exportAll: 'deita:grid-export-all',
  copySql: 'deita:grid-copy-sql',
  toEditor: 'deita:grid-open-in-editor',
  toNotebook: 'deita:grid-open-in-notebook',
  chart: 'deita:grid-chart',
  refresh: 'deita:grid-refresh'
} as const;
