/** Where errors of statements stand in a text, in characters from 0. */
import type { SqlProblem } from '../api/contract';

/** What is underlined, and what is said of it. */
export interface IMark {
  from: number;
  to: number;
  severity: 'error' | 'warning';
  message: string;
  hint: string | null;
  code: string;
}

/** The place of a line and column (from 1, in characters) in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  // The server counts characters, a string of ours counts UTF-16 units.
  let at = start;
  for (let i = 1; i < column && at < text.length && text[at] !== '\n'; i += 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

/**
 * The mark of a problem of a statement that begins at `start` of the whole text; a problem
 * without a place marks the statement's first line.
 */
export function markOf(problem: SqlProblem, sql: string, start: number): IMark {
  const { line, column, end_line: endLine, end_column: endColumn } = problem;
  let from = /\S/.exec(sql)?.index ?? 0;
  let to = sql.length;
  if (line !== null && column !== null) {
    from = offsetOf(sql, line, column);
    to =
      endLine !== null && endColumn !== null
        ? offsetOf(sql, endLine, endColumn)
        : from + 1;
  } else {
    const end = sql.indexOf('\n', from);
    to = end < 0 ? to : end;
  }
  if (to <= from) {
    // Behind the end there is nothing to underline: the last character has it.
    from = Math.max(0, Math.min(from, sql.trimEnd().length) - 1);
    to = from + 1;
  }
  return {
    from: start + from,
    to: start + Math.min(to, Math.max(sql.length, from + 1)),
    severity: 'error',
    message: problem.message,
    hint: problem.hint,
    code: problem.code
  };
}
