import { type IScope, scopeAt } from '../scope';
import type { IName } from '../sources';

const TABLES: Record<string, IName[]> = {
  flights: [
    { name: 'carrier', type: 'VARCHAR' },
    { name: 'dep_delay', type: 'DOUBLE' }
  ],
  airlines: [{ name: 'code' }, { name: 'Full name' }]
};

function scope(marked: string): IScope | null {
  const at = marked.indexOf('|');
  return scopeAt(
    marked.replace('|', ''),
    at,
    table => TABLES[table.toLowerCase()] ?? null
  );
}

const sources = (marked: string): string[] =>
  scope(marked)?.sources.map(
    ({ alias, columns }) => `${alias}(${columns?.map(c => c.name).join() ?? '?'})`
  ) ?? [];

describe('scopeAt', () => {
  it.each<[string, string[]]>([
    ['select | from flights', ['flights(carrier,dep_delay)']],
    ['SELECT | FROM Flights F', ['F(carrier,dep_delay)']],
    [
      'select | from flights as f left join airlines a on f.carrier = a.code where 1',
      ['f(carrier,dep_delay)', 'a(code,Full name)']
    ],
    [
      'from flights f, airlines select |',
      ['f(carrier,dep_delay)', 'airlines(code,Full name)']
    ],
    ['from flights where |', ['flights(carrier,dep_delay)']],
    ['select f(x, |) from flights', ['flights(carrier,dep_delay)']],
    ['select | from "flights@3" f', ['f(?)']],
    [
      'with late as (select carrier, avg(dep_delay) as mean, count(*) from flights) select | from late',
      ['late(carrier,mean)']
    ],
    [
      'with a as (from flights), b as (select * exclude carrier from a) select | from b',
      ['b(dep_delay)']
    ],
    ['with a(x, y) as (select 1, 2) select | from a', ['a(x,y)']],
    [
      'with recursive r(n) as (select 1 union all select | from r) select n from r',
      ['r(n)']
    ],
    ['select | from (select carrier c, dep_delay from flights) s', ['s(c,dep_delay)']],
    [
      'select a from t where exists (select | from airlines)',
      ['airlines(code,Full name)', 't(?)']
    ],
    ['select a from (select | from airlines) x, flights', ['airlines(code,Full name)']],
    [
      'select 1 from flights union select | from airlines',
      ['airlines(code,Full name)']
    ],
    ['select x: carrier from flights f where |', ['f(carrier,dep_delay)']],
    ['select | from range(3) r(n)', ['r(n)']],
    ['pivot flights on |', ['flights(carrier,dep_delay)']],
    [
      'select carrier from flights join airlines using (|)',
      ['flights(carrier,dep_delay)', 'airlines(code,Full name)']
    ]
  ])('knows what is read at %s', (marked, expected) => {
    expect(sources(marked)).toEqual(expected);
  });

  it('keeps the types of columns that go through', () => {
    const found = scope(
      'with a as (select carrier, dep_delay d from flights) select | from a'
    );
    expect(found?.sources[0]?.columns).toEqual([
      { name: 'carrier', type: 'VARCHAR' },
      { name: 'd' }
    ]);
  });

  it.each<[string, boolean]>([
    ['select * from |', true],
    ['select * from fl|', true],
    ['select * from flights, |', true],
    ['select * from flights join |', true],
    ['select * from flights f |', false],
    ['select * from flights where |', false],
    ['select a, |', false],
    ['select f(a, |) from t', false],
    ['summarize |', true],
    ['with a as (from |', true],
    ['select * from t join u on a = |', false]
  ])('knows whether a table is wanted: %s', (marked, expected) => {
    expect(scope(marked)?.wantsTable).toBe(expected);
  });

  it.each<[string, Partial<IScope>]>([
    ['select f.ca| from flights f', { of: 'f', prefix: 'ca' }],
    ['select f.| from flights f', { of: 'f', prefix: '' }],
    ['select "Odd F".| from flights "Odd F"', { of: 'Odd F', prefix: '' }],
    ['select ca|', { of: null, prefix: 'ca', from: 7 }],
    ['select "Full n|', { prefix: 'Full n', quoted: true, from: 7 }],
    ['from "flights@|', { prefix: 'flights@', quoted: true, wantsTable: true }]
  ])('knows what is written at %s', (marked, expected) => {
    expect(scope(marked)).toMatchObject(expected);
  });

  it.each(["select 'ca|", 'select 1 -- ca|', '/* ca| */ select 1', 'select 12|'])(
    'offers nothing in %s',
    marked => {
      expect(scope(marked)).toBeNull();
    }
  );

  it('names the common tables that can be named', () => {
    const names = (marked: string): string[] =>
      scope(marked)?.ctes.map(({ alias }) => alias) ?? [];
    expect(names('with a as (select 1), b as (from |) select 1')).toEqual(['a']);
    expect(names('with a as (select 1), b as (from a) from |')).toEqual(['b', 'a']);
  });
});
