import { chartCell } from '../cell';

const from = 'from deita_labext.kernel import connect\n\n';

it('draws a table by its name', () => {
  const text = chartCell(
    { mark: 'bar', x: { column: 'carrier' }, y: { aggregate: 'count' } },
    { workspace: null, table: 'flights', statement: null }
  );
  expect(text).toBe(`${from}connect().plot("flights").bar(x="carrier")`);
});

it('says all that was chosen', () => {
  const text = chartCell(
    {
      mark: 'line',
      x: { column: 'at', time_unit: 'month' },
      y: { column: 'de"lay', aggregate: 'mean' },
      color: { column: 2, bin: 5 },
      title: 'Späte Flüge',
      limit: 5
    },
    { workspace: "Ann's", table: 'flights', statement: null }
  );
  expect(text).toBe(
    [
      `${from}connect().within("Ann's").plot("flights").line(`,
      '    x={"column": "at", "time_unit": "month"},',
      '    y="de\\"lay",',
      '    color={"column": 2, "bin": 5},',
      '    aggregate="mean",',
      '    limit=5,',
      '    title="Späte Flüge",',
      ')'
    ].join('\n')
  );
});

it('runs the statement of a result, or of what is seen', () => {
  const chart = { mark: 'histogram' as const, x: { column: 'late', bin: false } };
  const source = { workspace: null, table: null };
  const sql = "SELECT *\nFROM flights WHERE day = ':x'";
  expect(
    chartCell(chart, { ...source, statement: { sql, params: { least: 3, on: true } } })
  ).toBe(
    `${from}connect().query("""\n${sql}\n""", {"least": 3, "on": True})` +
      '.plot.hist(x={"column": "late", "bin": False})'
  );
  const hostile = 'SELECT """\\x"';
  expect(
    chartCell(chart, { ...source, statement: { sql: hostile, params: {} } })
  ).toContain(`.query(${JSON.stringify(hostile)}).plot.hist(`);
});
