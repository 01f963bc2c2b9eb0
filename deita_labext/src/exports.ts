/** Exports: the formats there are, the menu that offers them, the download. */
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import type { ExportFormat, RowSource } from './api/client';
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

/** Has the browser download all rows in a file of that name, with the format's suffix. */
export function downloadRows(
  client: IDeitaClient,
  source: RowSource,
  name: string,
  format: ExportFormat
): void {
  const filename = `${name}.${format}`;
  const link = document.createElement('a');
  link.href = client.exportUrl(source, filename, format);
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Opens a menu of the formats under a button; it is disposed of when it closes. */
export function openExportMenu(
  button: HTMLElement,
  choose: (format: ExportFormat) => void
): void {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  for (const { format, label } of EXPORT_FORMATS) {
    commands.addCommand(format, { label, execute: () => choose(format) });
    menu.addItem({ command: format });
  }
  // A choice closes the menu before it is carried out.
  menu.aboutToClose.connect(() => window.setTimeout(() => menu.dispose()));
  const { left, bottom } = button.getBoundingClientRect();
  menu.open(left, bottom);
}
