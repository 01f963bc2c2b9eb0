/** Which names can stand where in a statement: tables behind FROM, columns of what is read. */
import { type IToken, tokens } from './lexer';

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

/** What is known at a place in a statement. */
export interface IScope {
  /** Where the name begins that is being written. */
  from: number;
  /** What is written of it, without quotes. */
  prefix: string;
  /** Whether it was begun with a double quote. */
  quoted: boolean;
  /** What stands before a dot: a source's alias. */
  of: string | null;
  /** Whether a table is wanted rather than a value. */
  wantsTable: boolean;
  /** The sources of the query that the place is in, the inner ones first. */
  sources: readonly ISource[];
  /** The common table expressions that can be named. */
  ctes: readonly ISource[];
}

/** Gives a table's columns, null for a name that is none. */
export type ColumnsOf = (table: string) => readonly IName[] | null;

interface IGroup {
  kind: 'group';
  from: number;
  to: number;
  nodes: Node[];
}
type Node = IToken | IGroup;

/** What a query sees of those around it. */
interface IOuter {
  ctes: ISource[];
  sources: ISource[];
}

const SET_OPERATORS = new Set(['union', 'intersect', 'except']);
const CLAUSES = new Set(
  `select from where group having order limit offset qualify window union intersect except
  using on pivot unpivot values`.split(/\s+/)
);
const JOINS = new Set(
  `join left right full inner outer cross natural asof positional anti semi lateral
  tablesample`.split(/\s+/)
);
const BEGINS_QUERY = new Set(
  'select from with values pivot unpivot describe summarize table'.split(' ')
);
const NO_ALIAS = new Set([...CLAUSES, ...JOINS, 'as', 'at', 'set', 'and', 'or']);

/** What is known at `position` of the statement `text`; null within texts and comments. */
export function scopeAt(
  text: string,
  position: number,
  columnsOf: ColumnsOf
): IScope | null {
  const all = tokens(text);
  const at = all.find(token => token.from < position && position <= token.to);
  if (
    at &&
    (at.kind === 'text' ||
      at.kind === 'number' ||
      (at.kind === 'comment' &&
        (position < at.to || text.startsWith('--', at.from) || !closed(text, at))))
  ) {
    return null;
  }
  const named = at !== undefined && (at.kind === 'word' || at.kind === 'quoted');
  const from = named ? at.from : position;
  const quoted = named && at.kind === 'quoted';
  const known = all.filter(token => token.kind !== 'comment');
  const before = known.filter(token => token.to <= from);
  const dot = before[before.length - 1];
  const of =
    dot?.text === '.' && dot.kind === 'sign'
      ? (before[before.length - 2] ?? null)
      : null;
  const scope = find(tree(known), position, { ctes: [], sources: [] }, columnsOf);
  return {
    from,
    prefix: text.slice(quoted ? from + 1 : from, position),
    quoted,
    of: of?.text ?? null,
    wantsTable: of === null && wantsTable(before),
    ...scope
  };
}

function closed(text: string, token: IToken): boolean {
  return text.slice(token.from, token.to).endsWith('*/');
}

/** Whether a table's name follows: behind FROM and JOIN, and behind commas between tables. */
function wantsTable(before: readonly IToken[]): boolean {
  let depth = 0;
  let comma = false;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const { kind, text } = before[i] as IToken;
    if (kind === 'sign') {
      if (')]}'.includes(text)) {
        depth += 1;
      } else if ('([{'.includes(text)) {
        if (depth === 0) {
          return false;
        }
        depth -= 1;
      } else if (depth === 0 && text === ',') {
        comma = true;
      } else if (depth === 0 && !comma) {
        return false;
      }
    } else if (depth === 0 && kind === 'word') {
      const word = text.toLowerCase();
      if (['from', 'join', 'table', 'describe', 'summarize'].includes(word)) {
        return comma ? word === 'from' || word === 'join' : i === before.length - 1;
      }
      if (['pivot', 'unpivot'].includes(word)) {
        return i === before.length - 1;
      }
      if (!comma || (CLAUSES.has(word) && word !== 'using') || word === 'on') {
        return false;
      }
    } else if (depth === 0 && !comma) {
      return false;
    }
  }
  return false;
}

/** The tokens with what stands in brackets as one node. */
function tree(flat: readonly IToken[]): Node[] {
  const root: Node[] = [];
  const stack: { nodes: Node[]; group: IGroup | null }[] = [
    { nodes: root, group: null }
  ];
  for (const token of flat) {
    const top = stack[stack.length - 1];
    if (!top) {
      break;
    }
    if (token.kind === 'sign' && '([{'.includes(token.text)) {
      const group: IGroup = {
        kind: 'group',
        from: token.from,
        to: Infinity,
        nodes: []
      };
      top.nodes.push(group);
      stack.push({ nodes: group.nodes, group });
    } else if (token.kind === 'sign' && ')]}'.includes(token.text)) {
      if (top.group) {
        top.group.to = token.to;
        stack.pop();
      }
    } else {
      top.nodes.push(token);
    }
  }
  return root;
}

function find(
  nodes: readonly Node[],
  position: number,
  outer: IOuter,
  columnsOf: ColumnsOf
): IOuter {
  const { ctes, rest } = withClause(nodes, outer.ctes, columnsOf);
  for (const { body, visible } of ctes) {
    if (body && contains(body, position)) {
      return find(body.nodes, position, { ...outer, ctes: visible }, columnsOf);
    }
  }
  const named = [...outer.ctes, ...ctes.map(({ source }) => source)].reverse();
  const part = parts(rest).find(
    some => (some[some.length - 1]?.to ?? 0) >= position || some.length === 0
  );
  const own = part ?? parts(rest).pop() ?? [];
  const { sources, bodies } = sourcesOf(own, named, columnsOf);
  const seen = {
    ctes: dedupe(named),
    sources: dedupe([...sources, ...outer.sources])
  };
  const group = own.find(
    (node): node is IGroup => node.kind === 'group' && contains(node, position)
  );
  return group ? within(group, position, seen, bodies, outer, columnsOf) : seen;
}

function within(
  group: IGroup,
  position: number,
  seen: IOuter,
  bodies: ReadonlySet<IGroup>,
  outer: IOuter,
  columnsOf: ColumnsOf
): IOuter {
  if (isQuery(group)) {
    // A query that is read from does not see its neighbours; one in a condition does.
    const around = bodies.has(group)
      ? { ctes: seen.ctes, sources: outer.sources }
      : seen;
    return find(group.nodes, position, reversed(around), columnsOf);
  }
  const inner = group.nodes.find(
    (node): node is IGroup => node.kind === 'group' && contains(node, position)
  );
  return inner ? within(inner, position, seen, bodies, outer, columnsOf) : seen;
}

/** CTEs are kept in their order while queries are looked into, and told the last first. */
function reversed({ ctes, sources }: IOuter): IOuter {
  return { ctes: [...ctes].reverse(), sources };
}

function contains({ from, to }: IGroup, position: number): boolean {
  return from < position && position < to;
}

function isWord(node: Node | undefined, ...words: string[]): boolean {
  return node?.kind === 'word' && words.includes(node.text.toLowerCase());
}

function isName(node: Node | undefined): node is IToken {
  return node?.kind === 'word' || node?.kind === 'quoted';
}

function isQuery(group: IGroup): boolean {
  const first = group.nodes[0];
  if (first?.kind === 'group') {
    return isQuery(first);
  }
  return first?.kind === 'word' && BEGINS_QUERY.has(first.text.toLowerCase());
}

interface ICte {
  source: ISource;
  body: IGroup | null;
  /** What it sees itself. */
  visible: ISource[];
}

/** The CTEs that a query begins with, and what follows them. */
function withClause(
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

/** What set operators part. */
function parts(nodes: readonly Node[]): Node[][] {
  const found: Node[][] = [[]];
  for (const node of nodes) {
    if (node.kind === 'word' && SET_OPERATORS.has(node.text.toLowerCase())) {
      found.push([]);
    }
    found[found.length - 1]?.push(node);
  }
  return found;
}

/** What one SELECT reads, and which of its groups are read from. */
function sourcesOf(
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

function dedupe(sources: readonly ISource[]): ISource[] {
  const seen = new Set<string>();
  return sources.filter(({ alias }) => {
    const lower = alias.toLowerCase();
    const first = alias === '' || !seen.has(lower);
    seen.add(lower);
    return first;
  });
}
