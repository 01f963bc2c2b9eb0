/** What can stand at a place in a statement, for editors and cells alike. */
import type { TranslationBundle } from '@jupyterlab/translation';

import { sqlName } from '../tables/sqlname';
import type { SqlCatalog } from './catalog';
import { type IScope, scopeAt } from './scope';
import type { IName } from './sources';

/** One offer. `apply` is what is put in place of what was written. */
export interface IOffer {
  label: string;
  apply: string;
  kind: 'column' | 'table' | 'snapshot' | 'query' | 'function' | 'keyword';
  /** The type of a column, the rows of a table. */
  detail?: string;
  /** Higher comes first. */
  rank: number;
}

export interface IOffers {
  from: number;
  offers: IOffer[];
}

/** Words that stand together are offered together. */
const WORDS: readonly string[] =
  `SELECT, FROM, WHERE, GROUP BY, GROUP BY ALL, ORDER BY, HAVING,
QUALIFY, LIMIT, OFFSET, JOIN, LEFT JOIN, INNER JOIN, FULL JOIN, CROSS JOIN, ASOF JOIN, ON, USING,
AS, AND, OR, NOT, IN, IS NULL, IS NOT NULL, LIKE, ILIKE, BETWEEN, CASE, WHEN, THEN, ELSE, END,
DISTINCT, ALL, UNION, UNION ALL, EXCEPT, INTERSECT, WITH, RECURSIVE, VALUES, PIVOT, UNPIVOT,
SUMMARIZE, DESCRIBE, EXPLAIN, ANALYZE, OVER, PARTITION BY, FILTER, EXISTS, CAST, TRY_CAST,
INTERVAL, ASC, DESC, NULLS FIRST, NULLS LAST, EXCLUDE, REPLACE, COLUMNS, TRUE, FALSE, NULL`.split(
    /,\s+/
  );

/** What can stand at `position` of the statement `text`; null where nothing is offered. */
export async function offersAt(
  text: string,
  position: number,
  catalog: SqlCatalog,
  workspaceId: string,
  trans: TranslationBundle
): Promise<IOffers | null> {
  const columnsOf = await catalog.columnsOf(workspaceId);
  const scope = scopeAt(text, position, columnsOf);
  if (scope === null) {
    return null;
  }
  const snapshots = await snapshotOffers(scope, catalog, workspaceId, trans);
  if (snapshots) {
    return { from: scope.from, offers: snapshots };
  }
  if (scope.of !== null) {
    return { from: scope.from, offers: columnOffers(scope, scope.of, columnsOf) };
  }
  const offers: IOffer[] = [];
  if (scope.wantsTable) {
    offers.push(...(await tableOffers(scope, catalog, workspaceId, trans)));
  } else {
    offers.push(...valueOffers(scope));
  }
  if (!scope.quoted) {
    const functions = await catalog.functions();
    for (const { name, kind } of functions) {
      if ((kind === 'table') === scope.wantsTable) {
        offers.push({ label: name, apply: `${name}(`, kind: 'function', rank: 20 });
      }
    }
    for (const word of WORDS) {
      offers.push({ label: word, apply: word, kind: 'keyword', rank: 10 });
    }
  }
  return { from: scope.from, offers: matching(offers, scope.prefix) };
}

/** Those that begin with what is written, then those that have it somewhere. */
export function matching(offers: readonly IOffer[], prefix: string): IOffer[] {
  const lower = prefix.toLowerCase();
  const found = offers.flatMap(offer => {
    const at = offer.label.toLowerCase().indexOf(lower);
    const near = at === 0 ? 100 : 0;
    return at < 0 || (at > 0 && offer.rank <= 20) ? [] : [{ offer, near }];
  });
  return found
    .sort((a, b) => b.near + b.offer.rank - a.near - a.offer.rank)
    .map(({ offer }) => offer);
}

function columnOffer({ name, type }: IName, rank: number, detail?: string): IOffer {
  return {
    label: name,
    apply: sqlName(name),
    kind: 'column',
    rank,
    ...((detail ?? type) ? { detail: detail ?? type ?? '' } : {})
  };
}

function columnOffers(
  scope: IScope,
  of: string,
  columnsOf: (table: string) => readonly IName[] | null
): IOffer[] {
  const lower = of.toLowerCase();
  const source = [...scope.sources, ...scope.ctes].find(
    ({ alias }) => alias.toLowerCase() === lower
  );
  const columns = source ? source.columns : columnsOf(of);
  return matching(
    (columns ?? []).map((column, i) => columnOffer(column, 60 - i / 1000)),
    scope.prefix
  );
}

async function tableOffers(
  scope: IScope,
  catalog: SqlCatalog,
  workspaceId: string,
  trans: TranslationBundle
): Promise<IOffer[]> {
  const tables = await catalog.tables(workspaceId);
  return [
    ...scope.ctes.map(({ alias }) => ({
      label: alias,
      apply: sqlName(alias),
      kind: 'query' as const,
      rank: 60
    })),
    ...tables.map(({ name, row_count }) => ({
      label: name,
      apply: sqlName(name),
      kind: 'table' as const,
      detail: rowsText(row_count, trans),
      rank: 50
    }))
  ];
}

function valueOffers(scope: IScope): IOffer[] {
  const offers: IOffer[] = [];
  const seen = new Set<string>();
  scope.sources.forEach(({ alias, columns }, depth) => {
    (columns ?? []).forEach((column, i) => {
      const lower = column.name.toLowerCase();
      if (!seen.has(lower)) {
        seen.add(lower);
        offers.push(columnOffer(column, 60 - depth / 100 - i / 100_000));
      }
    });
    if (alias !== '' && !seen.has(`.${alias.toLowerCase()}`)) {
      seen.add(`.${alias.toLowerCase()}`);
      offers.push({ label: alias, apply: sqlName(alias), kind: 'table', rank: 40 });
    }
  });
  return offers;
}

function rowsText(count: number, trans: TranslationBundle): string {
  return trans._n('%2 row', '%2 rows', count, count.toLocaleString());
}

/** Behind `"flights@` stand the numbers of its snapshots. */
async function snapshotOffers(
  scope: IScope,
  catalog: SqlCatalog,
  workspaceId: string,
  trans: TranslationBundle
): Promise<IOffer[] | null> {
  const match = scope.quoted ? /^(.+)@(\d*)$/.exec(scope.prefix) : null;
  if (!match?.[1] || !scope.wantsTable) {
    return null;
  }
  try {
    const found = await catalog.snapshots(workspaceId, match[1]);
    return found
      .filter(({ number }) => String(number).startsWith(match[2] ?? ''))
      .map(({ number, created_at, row_count }, i) => ({
        label: `${match[1] ?? ''}@${String(number)}`,
        apply: `"${(match[1] ?? '').replaceAll('"', '""')}@${String(number)}"`,
        kind: 'snapshot' as const,
        detail: `${rowsText(row_count, trans)} · ${new Date(created_at).toLocaleString()}`,
        rank: 60 - i / 1000
      }));
  } catch {
    return [];
  }
}
