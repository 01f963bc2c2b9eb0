import type { View } from '../../api/contract';
import { isAbort } from '../../api/request';
import type { IDeitaClient } from '../../tokens';
import { SeenRows } from '../seenrows';
import { ViewModel } from '../viewmodel';
import { COLUMNS, NumbersServer } from './pages';

const KEPT = [
  [0, 'row 0'],
  [1, 'row 1']
];

/** Rows of a server of ten, of which so many came with the result. */
function rowsOf(kept?: typeof KEPT): {
  rows: SeenRows;
  server: NumbersServer;
  view: ViewModel;
  asked: View[];
} {
  const server = new NumbersServer(10);
  const asked: View[] = [];
  const client = {
    rows: (_source, offset, limit, signal, seen = {}) => {
      asked.push(seen);
      return server.fetch(offset, limit, signal ?? new AbortController().signal);
    }
  } as Partial<IDeitaClient> as IDeitaClient;
  const view = new ViewModel(COLUMNS);
  const rows = new SeenRows(view, {
    client,
    source: { kind: 'result', resultId: 'r' },
    columns: COLUMNS,
    rowCount: 10,
    kept
  });
  return { rows, server, view, asked };
}

describe('SeenRows', () => {
  it('shows the rows that were asked for last, whichever come first', async () => {
    const { rows, server, view, asked } = rowsOf();
    const first = rows.fetch().catch(isAbort);
    view.toggleSort(0);
    const second = rows.fetch();
    expect(await first).toBe(true);
    expect(server.open).toHaveLength(1);
    await server.answerAll();
    await second;
    expect(asked.map(({ sort }) => sort?.length)).toEqual([0, 1]);
    expect(rows.shownView).toEqual(view.state);
    expect([rows.isCurrent, rows.counts.seen]).toEqual([true, 10]);
    rows.dispose();
  });

  it('keeps the rows before until the others are here', async () => {
    const { rows, server, view } = rowsOf();
    const first = rows.fetch();
    await server.answerAll();
    await first;
    const before = rows.model;
    const replaced: boolean[] = [];
    rows.replaced.connect(() => replaced.push(before?.isDisposed ?? true));
    view.toggleSort(0);
    const second = rows.fetch();
    expect([rows.model, rows.isCurrent]).toEqual([before, false]);
    await server.answerAll();
    await second;
    expect([replaced, before?.isDisposed]).toEqual([[false], true]);
    // What did not come leaves those that are here.
    view.toggleSort(0);
    const third = rows.fetch();
    await server.open[0]?.fail(new Error('Too slow.'));
    await expect(third).rejects.toThrow('Too slow.');
    expect(rows.model?.isDisposed).toBe(false);
    rows.dispose();
  });

  it('takes rows that came with the result for all of them only where they are', () => {
    const { rows } = rowsOf(KEPT);
    expect([rows.model?.known, rows.isCurrent]).toEqual([2, false]);
    rows.dispose();
  });
});
