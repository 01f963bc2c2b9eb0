/** Which names can stand where in a statement: tables behind FROM, columns of what is read. */
import { type IToken, tokens } from './lexer';
import { type ColumnsOf, type ISource, sourcesOf, withClause } from './sources';
import {
  CLAUSES,
  contains,
  type IGroup,
  isQuery,
  type Node,
  parts,
  tree
} from './tree';

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

/** What a query sees of those around it. */
interface IOuter {
  ctes: ISource[];
  sources: ISource[];
}

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

function dedupe(sources: readonly ISource[]): ISource[] {
  const seen = new Set<string>();
  return sources.filter(({ alias }) => {
    const lower = alias.toLowerCase();
    const first = alias === '' || !seen.has(lower);
    seen.add(lower);
    return first;
  });
}
