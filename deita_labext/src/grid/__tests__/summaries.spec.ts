import type {
  Column,
  ColumnSummary,
  Summary,
  SummaryRequest
} from '../../api/contract';
import { Summaries } from '../summaries';
import { ViewModel } from '../viewmodel';
import { settled } from './pages';

const COLUMNS: Column[] = Array.from({ length: 12 }, (_, index) => ({
  name: `c${index}`,
  type: 'BIGINT',
  kind: 'number'
}));

/** Answers each request when the test lets it go. */
class Server {
  readonly asked: { request: SummaryRequest; signal: AbortSignal }[] = [];
  private readonly _answers: (() => void)[] = [];

  readonly fetch = (request: SummaryRequest, signal: AbortSignal): Promise<Summary> =>
    new Promise((resolve, reject) => {
      this.asked.push({ request, signal });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
      this._answers.push(() =>
        resolve({
          row_count: 5,
          columns: (request.columns ?? []).map(column => summaryOf(Number(column)))
        })
      );
    });

  get columns(): unknown[] {
    return this.asked.map(({ request }) => request.columns);
  }

  async answer(): Promise<void> {
    this._answers.shift()?.();
    await settled();
  }
}

const summaryOf = (column: number): ColumnSummary => ({
  column,
  name: `c${column}`,
  type: 'BIGINT',
  kind: 'number',
  computed: true,
  null_count: 0,
  distinct: 2,
  low: 0,
  high: 1,
  bins: [],
  values: null
});

describe('Summaries', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks for the columns that rest in view, a few at a time and each once', async () => {
    const server = new Server();
    const summaries = new Summaries(new ViewModel(COLUMNS), server.fetch);
    summaries.want([0, 1]);
    summaries.want([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(server.asked).toHaveLength(0);
    jest.advanceTimersByTime(200);
    await server.answer();
    expect(server.columns).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7]
    ]);
    expect(summaries.of(5)?.rows).toBe(5);
    await server.answer();
    summaries.want([6, 7, 8]);
    jest.advanceTimersByTime(200);
    expect(server.columns.slice(2)).toEqual([[8]]);
    summaries.dispose();
  });

  it('asks a filtered column without its own condition, all others with all', async () => {
    const server = new Server();
    const view = new ViewModel(COLUMNS, {
      filter: {
        op: 'and',
        conditions: [
          { op: '>', column: 'c0', value: 1 },
          { op: '<', column: 'c1', value: 9 }
        ]
      },
      search: 'x'
    });
    const summaries = new Summaries(view, server.fetch);
    summaries.want([0, 1, 2]);
    jest.advanceTimersByTime(200);
    await server.answer();
    await server.answer();
    expect(
      server.asked.map(({ request }) => [request.columns, request.filter])
    ).toEqual([
      [[0], { op: '<', column: 'c1', value: 9 }],
      [[1], { op: '>', column: 'c0', value: 1 }],
      [[2], view.state.filter]
    ]);
    expect(server.asked[0]?.request.search).toBe('x');
    summaries.dispose();
  });

  it('gives up what is under way when other rows are seen, and keeps the old in sight', async () => {
    const server = new Server();
    const view = new ViewModel(COLUMNS);
    const summaries = new Summaries(view, server.fetch);
    summaries.want([0]);
    jest.advanceTimersByTime(200);
    await server.answer();
    view.toggleSort(1);
    expect(summaries.of(0)?.stale).toBe(false);
    view.search = 'a';
    expect(summaries.of(0)?.stale).toBe(true);
    jest.advanceTimersByTime(200);
    view.search = 'ab';
    expect(server.asked[1]?.signal.aborted).toBe(true);
    await settled();
    jest.advanceTimersByTime(200);
    expect(server.asked[2]?.request.search).toBe('ab');
    summaries.dispose();
    expect(server.asked[2]?.signal.aborted).toBe(true);
  });
});
