/** The cell of a notebook that draws a chart. */
import type { ChannelInput, ChartInput, ViewSql } from '../api/contract';
import { roleOf } from './fit';

/** What the cell's chart is of: a table by name, or what a statement gives. */
export interface ICellSource {
  /** The name of the workspace, where a kernel cannot know it. */
  workspace: string | null;
  table: string | null;
  statement: ViewSql | null;
}

/** Python that draws the chart. */
export function chartCell(chart: ChartInput, source: ICellSource): string {
  const { workspace, table, statement } = source;
  const room = workspace === null ? '' : `.within(${python(workspace)})`;
  const rows =
    table !== null ? `.plot(${python(table)})` : `.query(${query(statement)}).plot`;
  return [
    'from deita_labext.kernel import connect',
    '',
    `connect()${room}${rows}.${call(chart)}`
  ].join('\n');
}

const METHODS: Partial<Record<ChartInput['mark'], string>> = { histogram: 'hist' };

function call(chart: ChartInput): string {
  const { mark, sort, limit, many, title } = chart;
  const named: string[] = [];
  for (const name of ['x', 'y', 'color'] as const) {
    const text = channelText(chart, name);
    if (text !== null) {
      named.push(`${name}=${text}`);
    }
  }
  const measured = (['y', 'color'] as const).find(
    name => roleOf(mark, name) === 'measure'
  );
  const aggregate = measured && chart[measured]?.aggregate;
  if (aggregate && chart[measured]?.column != null) {
    named.push(`aggregate=${python(aggregate)}`);
  }
  if (sort != null) {
    named.push(`sort=${python(sort)}`);
  }
  if (limit != null) {
    named.push(`limit=${limit}`);
  }
  if (many === 'density') {
    named.push(`many=${python(many)}`);
  }
  if (title != null) {
    named.push(`title=${python(title)}`);
  }
  const one = `${METHODS[mark] ?? mark}(${named.join(', ')})`;
  return one.length <= 70
    ? one
    : `${METHODS[mark] ?? mark}(\n${named.map(each => `    ${each},\n`).join('')})`;
}

/** A channel: its column, or a dict where there is more to say of it. */
function channelText(chart: ChartInput, name: 'x' | 'y' | 'color'): string | null {
  const channel: ChannelInput | null = chart[name] ?? null;
  if (channel?.column == null) {
    return null;
  }
  const { column, bin, time_unit: unit } = channel;
  const more = [
    ...(bin == null
      ? []
      : [`"bin": ${typeof bin === 'number' ? bin : bin ? 'True' : 'False'}`]),
    ...(unit == null ? [] : [`"time_unit": ${python(unit)}`])
  ];
  const at = typeof column === 'number' ? String(column) : python(column);
  return more.length === 0 ? at : `{"column": ${at}, ${more.join(', ')}}`;
}

function query(statement: ViewSql | null): string {
  const { sql, params } = statement ?? { sql: '', params: {} };
  const given = Object.entries(params).map(
    ([name, value]) => `${python(name)}: ${literal(value)}`
  );
  const plain = !/\\|"""|"$/.test(sql);
  const text = plain && sql.includes('\n') ? `"""\n${sql}\n"""` : python(sql);
  return given.length === 0 ? text : `${text}, {${given.join(', ')}}`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** A text as Python writes it: JSON's escapes are Python's too. */
function python(text: string): string {
  return JSON.stringify(text);
}
