import type { ChartRequest, Column, Drawing, Table } from '../../api/contract';
import { DeitaError } from '../../api/request';
import { ChartModel } from '../model';

const COLUMNS: Column[] = [
  { name: 'carrier', kind: 'text', type: 'VARCHAR' },
  { name: 'delay', kind: 'number', type: 'DOUBLE' }
];

/** A service whose table changes when it is told to. */
class FakeCharts {
  snapshot = 1;
  name = 'flights';
  fails: DeitaError | null = null;
  readonly asked: ChartRequest[] = [];

  table(): Promise<Table> {
    return Promise.resolve({
      name: this.name,
      columns: COLUMNS,
      row_count: 1000,
      snapshot: this.snapshot
    } as unknown as Table);
  }

  result(): never {
    throw new Error('There are no results here.');
  }

  chart(_source: unknown, body: ChartRequest): Promise<Drawing> {
    this.asked.push(body);
    if (this.fails) {
      return Promise.reject(this.fails);
    }
    return Promise.resolve({ row_count: this.snapshot } as unknown as Drawing);
  }
}

const build = (): { service: FakeCharts; model: ChartModel } => {
  const service = new FakeCharts();
  const model = new ChartModel(service, {
    source: { kind: 'table', workspaceId: 'w', tableId: 't' },
    name: 'flights',
    view: { search: 'UA' }
  });
  return { service, model };
};

const rested = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 250));

it('draws something of the columns at once, of the rows that are seen', async () => {
  const { service, model } = build();
  await model.load();
  expect(model.chart).toEqual({
    mark: 'bar',
    x: { column: 'carrier' },
    y: { aggregate: 'count' }
  });
  expect(service.asked).toEqual([{ chart: model.chart, view: { search: 'UA' } }]);
  expect(model.drawing?.row_count).toBe(1);
  expect(model.busy).toBe(false);
});

it('asks once when the person rests', async () => {
  const { service, model } = build();
  await model.load();
  model.setMark('box');
  model.setChannel('y', { column: 'delay' });
  model.setOptions({ title: 'Late' });
  await rested();
  expect(service.asked).toHaveLength(2);
  expect(service.asked[1]?.chart).toMatchObject({
    mark: 'box',
    x: { column: 'carrier' },
    y: { column: 'delay' },
    title: 'Late'
  });
  expect(model.args).toMatchObject({ name: 'flights', chart: { mark: 'box' } });
});

it('takes all of a direction away with its column, unless it is needed', async () => {
  const { model } = build();
  await model.load();
  model.setChannel('y', { column: 'delay', aggregate: 'sum' });
  model.setChannel('y', { column: null });
  expect(model.chart?.y).toEqual({ aggregate: 'count' });
  model.setChannel('x', { column: null });
  expect(model.chart?.x).toEqual({ column: 'carrier' });
  model.dispose();
});

it('tells what does not fit, and keeps what was drawn', async () => {
  const { service, model } = build();
  await model.load();
  service.fails = new DeitaError({
    code: 'invalid_request',
    message: 'No.',
    hint: null
  });
  await model.draw();
  expect(model.error?.message).toBe('No.');
  expect(model.drawing).not.toBeNull();
  service.fails = null;
  await model.draw();
  expect(model.error).toBeNull();
});

it('draws anew where the table has changed, and follows its name', async () => {
  const { service, model } = build();
  await model.load();
  await model.check();
  expect(service.asked).toHaveLength(1);
  service.snapshot = 2;
  service.name = 'departures';
  await model.check();
  expect(service.asked).toHaveLength(2);
  expect(model.drawing?.row_count).toBe(2);
  expect(model.name).toBe('departures');
});
