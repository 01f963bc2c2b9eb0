/** Exports: the formats there are, the menu that offers them, the download. */
import type { ExportFormat, RowSource } from './api/client';
import type { View } from './api/contract';
import { type MenuEntry, openMenu } from './grid/menu';
import type { IDeitaClient } from './tokens';

/** What a person may choose, the most usual first. */
export const EXPORT_FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
  { format: 'parquet', label: 'Parquet' },
  { format: 'jsonl', label: 'JSON Lines' },
  { format: 'json', label: 'JSON' },
  { format: 'arrow', label: 'Arrow' }
];

/** The format of that name; CSV where it is none. */
export function formatOf(name: unknown): ExportFormat {
  return EXPORT_FORMATS.find(({ format }) => format === name)?.format ?? 'csv';
}

/** Has the browser download all rows, or those of a view, in a file of that name and format. */
export function downloadRows(
  client: IDeitaClient,
  source: RowSource,
  name: string,
  format: ExportFormat,
  view?: View
): void {
  const filename = `${name}.${format}`;
  const link = document.createElement('a');
  link.href = client.exportUrl(source, filename, format, view);
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Which rows a menu offers to export; without a label they are all there is to choose. */
export interface IExportScope {
  label: string;
  choose: (format: ExportFormat) => void;
}

/** Opens a menu of the formats under a button; it is disposed of when it closes. */
export function openExportMenu(
  button: HTMLElement,
  ...scopes: readonly [IExportScope, ...IExportScope[]]
): void {
  const entries = ({ choose }: IExportScope): MenuEntry[] =>
    EXPORT_FORMATS.map(({ format, label }) => ({ label, run: () => choose(format) }));
  const { left, bottom } = button.getBoundingClientRect();
  const [only, ...others] = scopes;
  openMenu(
    others.length === 0
      ? entries(only)
      : scopes.map(scope => ({ label: scope.label, entries: entries(scope) })),
    left,
    bottom
  );
}
