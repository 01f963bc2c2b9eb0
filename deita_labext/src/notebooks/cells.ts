/** The cells of a notebook that run a statement. No DOM. */
import { cellText } from '../sql/magic';

/**
 * The text of each: the values of the statement's parameters first, where it has some; the
 * workspace where one is named.
 */
export function queryCells(sql: string, params: unknown, workspace?: string): string[] {
  const values =
    typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const lines = values.map(([name, value]) => `${name} = ${pythonText(value)}`);
  return [...(lines.length > 0 ? [lines.join('\n')] : []), cellText(sql, workspace)];
}

/** A value of JSON as Python writes it. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (Array.isArray(value)) {
    return `[${value.map(pythonText).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}: ${pythonText(item)}`
    );
    return `{${pairs.join(', ')}}`;
  }
  return JSON.stringify(value);
}
