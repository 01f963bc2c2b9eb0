/** A statement's words with what stands in brackets as one, and what kinds of words there are. */
import type { IToken } from './lexer';

export interface IGroup {
  kind: 'group';
  from: number;
  to: number;
  nodes: Node[];
}
export type Node = IToken | IGroup;

const SET_OPERATORS = new Set(['union', 'intersect', 'except']);
/** Words that begin a part of a query. */
export const CLAUSES = new Set(
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
/** Words that are no name of what was read before them. */
export const NO_ALIAS = new Set([...CLAUSES, ...JOINS, 'as', 'at', 'set', 'and', 'or']);

/** The tokens with what stands in brackets as one node. */
export function tree(flat: readonly IToken[]): Node[] {
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

export function contains({ from, to }: IGroup, position: number): boolean {
  return from < position && position < to;
}

export function isWord(node: Node | undefined, ...words: string[]): boolean {
  return node?.kind === 'word' && words.includes(node.text.toLowerCase());
}

export function isName(node: Node | undefined): node is IToken {
  return node?.kind === 'word' || node?.kind === 'quoted';
}

export function isQuery(group: IGroup): boolean {
  const first = group.nodes[0];
  if (first?.kind === 'group') {
    return isQuery(first);
  }
  return first?.kind === 'word' && BEGINS_QUERY.has(first.text.toLowerCase());
}

/** What set operators part. */
export function parts(nodes: readonly Node[]): Node[][] {
  const found: Node[][] = [[]];
  for (const node of nodes) {
    if (node.kind === 'word' && SET_OPERATORS.has(node.text.toLowerCase())) {
      found.push([]);
    }
    found[found.length - 1]?.push(node);
  }
  return found;
}
