/** A text as the statements in it. */
import { tokens } from './lexer';

/** One statement: where it stands, without its semicolon and what surrounds it. */
export interface IStatement {
  from: number;
  to: number;
  text: string;
  /** Where its first word is: comments may stand before. */
  begin: number;
  /** Where what belongs to it ends: behind its semicolon. */
  end: number;
}

/** The statements of a text; comments alone are none. */
export function statements(text: string): IStatement[] {
  const found: IStatement[] = [];
  let from: number | null = null;
  let to = 0;
  let begin: number | null = null;
  const close = (end: number): void => {
    if (from !== null && begin !== null) {
      found.push({ from, to, text: text.slice(from, to), begin, end });
    }
    from = null;
    begin = null;
  };
  for (const token of tokens(text)) {
    if (token.kind === 'sign' && token.text === ';') {
      close(token.to);
      continue;
    }
    from ??= token.from;
    to = token.to;
    begin ??= token.kind === 'comment' ? null : token.from;
  }
  close(to);
  return found;
}

/**
 * The statement at a position: the one that it is in or right behind, else the one that
 * ends before it on the same line, else the next one, else the last.
 */
export function statementAt(text: string, position: number): IStatement | null {
  const all = statements(text);
  const inside = all.find(({ from, end }) => from <= position && position <= end);
  if (inside && inside.begin <= position) {
    return inside;
  }
  const before = all.filter(({ end }) => end < position).pop();
  if (before && !text.slice(before.end, position).includes('\n')) {
    return before;
  }
  return inside ?? all.find(({ from }) => from >= position) ?? before ?? null;
}
