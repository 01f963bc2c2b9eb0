/** SQL as words, texts and signs: enough to know where statements end and names stand. */

export interface IToken {
  kind: 'word' | 'quoted' | 'text' | 'number' | 'sign' | 'comment';
  from: number;
  to: number;
  /** As it is written; of a quoted name, the name. */
  text: string;
}

const PARTS = new RegExp(
  [
    String.raw`(?<line>--[^\r\n]*)`,
    String.raw`(?<block>/\*)`,
    String.raw`(?<text>[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$))`,
    String.raw`(?<quoted>"(?:[^"]|"")*(?:"|$))`,
    String.raw`(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
    String.raw`(?<number>\d[\w.]*|\.\d\w*)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<sign>::|:=|=>|->>|->|<>|[<>!=]=|\|\||\S)`
  ].join('|'),
  'y'
);

/** The tokens of a text; what is not closed goes on to its end. */
export function tokens(text: string): IToken[] {
  const found: IToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    PARTS.lastIndex = at;
    const match = PARTS.exec(text);
    const groups = match?.groups;
    if (!match || !groups) {
      at += 1;
      continue;
    }
    let to = at + match[0].length;
    let kind: IToken['kind'] = 'sign';
    if (groups.line !== undefined) {
      kind = 'comment';
    } else if (groups.block !== undefined) {
      kind = 'comment';
      to = blockEnd(text, at);
    } else if (groups.text !== undefined) {
      kind = 'text';
    } else if (groups.quoted !== undefined) {
      kind = 'quoted';
    } else if (groups.dollar !== undefined) {
      const close = text.indexOf(groups.dollar, to);
      kind = 'text';
      to = close < 0 ? text.length : close + groups.dollar.length;
    } else if (groups.number !== undefined) {
      kind = 'number';
    } else if (groups.word !== undefined) {
      kind = 'word';
    }
    const written = text.slice(at, to);
    found.push({
      kind,
      from: at,
      to,
      text: kind === 'quoted' ? unquoted(written) : written
    });
    at = to;
  }
  return found;
}

/** The name that stands in double quotes, of which the last may be missing. */
export function unquoted(written: string): string {
  const body =
    written.length > 1 && written.endsWith('"')
      ? written.slice(1, -1)
      : written.slice(1);
  return body.replaceAll('""', '"');
}

/** Comments may be nested. */
function blockEnd(text: string, from: number): number {
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return marks.lastIndex;
    }
  }
  return text.length;
}
