/** What a query reads, under which names and with which columns, and what it gives itself. */
import type { IToken } from './lexer';
import {
  CLAUSES,
  type IGroup,
  isName,
  isQuery,
  isWord,
  NO_ALIAS,
  type Node,
  parts
} from './tree';

/** A column, with its type where that is known. */
export interface IName {
  name: string;
  type?: string;
}

/** What a query reads under a name; its columns are null where they are not known. */
export interface ISource {
  alias: string;
  columns: readonly IName[] | null;
}

/** Gives a table's columns, null for a name that is none. */
export type ColumnsOf = (table: string) => readonly IName[] | null;

export interface ICte {
  source: ISource;
  body: IGroup | null;
  /** What it sees itself. */
  visible: ISource[];
}

/** The CTEs that a query begins with, and what follows them. */
export function withClause(
  nodes: readonly Node[],
  outer: readonly ISource[],
  columnsOf: ColumnsOf
): { ctes: ICte[]; rest: readonly Node[] } {
  const start = nodes.findIndex(node => !isWord(node, 'explain', 'analyze'));
  if (!isWord(nodes[start], 'with')) {
    return { ctes: [], rest: nodes };
  }
  const ctes: ICte[] = [];
  let i = start + 1;
  const recursive = isWord(nodes[i], 'recursive');
  if (recursive) {
    i += 1;
  }
  while (isName(nodes[i])) {
    const alias = (nodes[i] as IToken).text;
    i += 1;
    let listed: IName[] | null = null;
    const list = nodes[i];
    if (list?.kind === 'group' && !isWord(nodes[i - 1], 'as')) {
      listed = list.nodes.filter(isName).map(({ text }) => ({ name: text }));
      i += 1;
    }
    while (isWord(nodes[i], 'as', 'not', 'materialized')) {
      i += 1;
    }
    const body = nodes[i]?.kind === 'group' ? (nodes[i] as IGroup) : null;
    const visible = [...outer, ...ctes.map(({ source }) => source)];
    const columns =
      listed ?? (body ? columnsOfQuery(body.nodes, visible, columnsOf) : null);
    const source = { alias, columns };
    ctes.push({ source, body, visible: recursive ? [...visible, source] : visible });
    if (body) {
      i += 1;
    }
    const next = nodes[i];
    if (next?.kind !== 'sign' || next.text !== ',') {
      break;
    }
    i += 1;
  }
  return { ctes, rest: nodes.slice(i) };
}

/** What one SELECT reads, and which of its groups are read from. */
export function sourcesOf(
  nodes: readonly Node[],
  ctes: readonly ISource[],
  columnsOf: ColumnsOf
): { sources: ISource[]; bodies: Set<IGroup> } {
  const sources: ISource[] = [];
  const bodies = new Set<IGroup>();
  let reading = false;
  for (let i = 0; i < nodes.length; i += 1) {
    const node = nodes[i] as Node;
    const begins = isWord(node, 'from', 'join', 'pivot', 'unpivot', 'summarize');
    if (begins) {
      reading = true;
    } else if (
      node.kind === 'word' &&
      CLAUSES.has(node.text.toLowerCase()) &&
      !isWord(node, 'on', 'using')
    ) {
      reading = false;
    }
    const comma = node.kind === 'sign' && node.text === ',';
    if (!begins && !(reading && comma)) {
      continue;
    }
    while (isWord(nodes[i + 1], 'lateral')) {
      i += 1;
    }
    const what = nodes[i + 1];
    if (
      what === undefined ||
      (what.kind === 'word' && CLAUSES.has(what.text.toLowerCase()))
    ) {
      continue;
    }
    const { source, next } = oneSource(nodes, i + 1, ctes, columnsOf, bodies);
    if (source) {
      sources.push(source);
    }
    i = next - 1;
  }
  return { sources, bodies };
}

function oneSource(
  nodes: readonly Node[],
  at: number,
  ctes: readonly ISource[],
  columnsOf: ColumnsOf,
  bodies: Set<IGroup>
): { source: ISource | null; next: number } {
  const what = nodes[at];
  let alias: string | null = null;
  let columns: readonly IName[] | null = null;
  let next = at + 1;
  if (what?.kind === 'group') {
    bodies.add(what);
    if (isQuery(what)) {
      columns = columnsOfQuery(what.nodes, [...ctes].reverse(), columnsOf);
    }
  } else if (isName(what)) {
    alias = what.text;
    if (nodes[next]?.kind === 'group') {
      next += 1; // a function that gives rows
    } else {
      columns = lookUp(what.text, ctes) ?? columnsOf(what.text);
    }
  } else {
    return { source: null, next };
  }
  if (isWord(nodes[next], 'as')) {
    next += 1;
  }
  const name = nodes[next];
  if (
    isName(name) &&
    !(name.kind === 'word' && NO_ALIAS.has(name.text.toLowerCase()))
  ) {
    alias = name.text;
    next += 1;
    const list = nodes[next];
    if (list?.kind === 'group') {
      const names = list.nodes.filter(isName).map(({ text }) => ({ name: text }));
      columns = [...names, ...(columns ?? []).slice(names.length)];
      next += 1;
    }
  }
  return { source: { alias: alias ?? '', columns }, next };
}

function lookUp(name: string, among: readonly ISource[]): readonly IName[] | null {
  const lower = name.toLowerCase();
  return among.find(({ alias }) => alias.toLowerCase() === lower)?.columns ?? null;
}

/** The columns that a query gives, as far as its select list tells; null where it does not. */
function columnsOfQuery(
  nodes: readonly Node[],
  outer: readonly ISource[],
  columnsOf: ColumnsOf
): IName[] | null {
  const [only] = nodes;
  if (nodes.length === 1 && only?.kind === 'group') {
    return columnsOfQuery(only.nodes, outer, columnsOf);
  }
  const { ctes, rest } = withClause(nodes, outer, columnsOf);
  const named = [...outer, ...ctes.map(({ source }) => source)].reverse();
  const first = parts(rest)[0] ?? [];
  const { sources } = sourcesOf(first, named, columnsOf);
  const every = (): IName[] => sources.flatMap(({ columns }) => columns ?? []);
  const select = first.findIndex(node => isWord(node, 'select'));
  if (select < 0) {
    return isWord(first[0], 'from') ? every() : null;
  }
  let end = first.findIndex(
    (node, i) =>
      i > select && node.kind === 'word' && CLAUSES.has(node.text.toLowerCase())
  );
  end = end < 0 ? first.length : end;
  let list = first.slice(select + 1, end);
  if (isWord(list[0], 'distinct', 'all')) {
    list = list.slice(1);
  }
  return items(list).flatMap(item => itemColumns(item, sources, every));
}

function items(list: readonly Node[]): Node[][] {
  const found: Node[][] = [[]];
  for (const node of list) {
    if (node.kind === 'sign' && node.text === ',') {
      found.push([]);
    } else {
      found[found.length - 1]?.push(node);
    }
  }
  return found;
}

function itemColumns(
  item: readonly Node[],
  sources: readonly ISource[],
  every: () => IName[]
): IName[] {
  const [first, second, third] = item;
  const last = item[item.length - 1];
  const sign = (node: Node | undefined, text: string): boolean =>
    node?.kind === 'sign' && node.text === text;
  if (sign(first, '*')) {
    const excluded = new Set<string>();
    const at = item.findIndex(node => isWord(node, 'exclude'));
    const what = at < 0 ? undefined : item[at + 1];
    for (const node of what?.kind === 'group' ? what.nodes : [what]) {
      if (isName(node)) {
        excluded.add(node.text.toLowerCase());
      }
    }
    return every().filter(({ name }) => !excluded.has(name.toLowerCase()));
  }
  if (isName(first) && sign(second, '.') && sign(third, '*')) {
    return [...(lookUp(first.text, sources) ?? [])];
  }
  if (isName(first) && sign(second, ':') && item.length > 2) {
    return [{ name: first.text }];
  }
  if (!isName(last) || (item.length > 1 && isWord(last, 'end'))) {
    return [];
  }
  const before = item[item.length - 2];
  if (item.length > 1 && before?.kind === 'sign' && !sign(before, '.')) {
    return [];
  }
  const column = every().find(
    ({ name }) => name.toLowerCase() === last.text.toLowerCase()
  );
  const plain = item.length === 1 || sign(before, '.');
  return [{ name: last.text, ...(plain && column?.type && { type: column.type }) }];
}
