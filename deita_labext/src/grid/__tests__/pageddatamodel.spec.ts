import { FAILED, PENDING } from '../model';
import { PagedDataModel, pageSizeFor } from '../pageddatamodel';
import { COLUMNS, NumbersServer, settled } from './pages';

function modelOf(
  server: NumbersServer,
  options: Partial<PagedDataModel.IOptions> = {}
) {
  return new PagedDataModel({
    columns: COLUMNS,
    fetch: server.fetch,
    rowCount: server.rowCount,
    pageSize: 10,
    ...options
  });
}

const cell = (model: PagedDataModel, row: number, column = 1) =>
  model.text(row, column, 100);

describe('PagedDataModel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows a placeholder until the page is here, then repaints its rows', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);
    const changes: unknown[] = [];
    model.changed.connect((_, change) => changes.push(change));

    model.setViewport(0, 5);
    expect(cell(model, 3)).toBe(PENDING);
    await server.open[0]?.answer();

    expect(cell(model, 3)).toBe('row 3');
    expect(cell(model, 3, 0)).toBe('3');
    expect(changes).toEqual([
      {
        type: 'cells-changed',
        region: 'body',
        row: 0,
        column: 0,
        rowSpan: 10,
        columnSpan: 2
      }
    ]);
    model.dispose();
  });

  it('asks for aligned pages: what is seen, and once that is here, one ahead and one behind', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);

    model.setViewport(55, 64);
    expect(server.offsets).toEqual([50, 60]);
    await server.answerAll();

    expect(server.offsets).toEqual([50, 60, 70, 40]);
    expect(server.requests.every(request => request.limit === 10)).toBe(true);
    model.dispose();
  });

  it('asks behind first when scrolling up', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);
    model.setViewport(500, 509);
    await server.answerAll();
    jest.advanceTimersByTime(500);

    model.setViewport(450, 459);
    await server.answerAll();

    expect(server.offsets.slice(-3)).toEqual([450, 440, 460]);
    model.dispose();
  });

  it('never has more than three requests on their way', () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);
    model.setViewport(0, 99);
    expect(server.open.length).toBe(3);
    model.dispose();
  });

  it('gives up pages that were scrolled past', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);
    model.setViewport(5, 14);
    jest.advanceTimersByTime(500);

    model.setViewport(900, 909);
    await settled();

    expect(server.requests.filter(request => request.signal.aborted)).toHaveLength(2);
    expect(server.open.map(request => request.offset)).toEqual([900]);
    model.dispose();
  });

  it('asks for nothing while the view is flung, and for the last place when it rests', async () => {
    const server = new NumbersServer(100_000);
    const model = modelOf(server);
    model.setViewport(0, 9);
    for (let row = 1000; row <= 9000; row += 1000) {
      jest.advanceTimersByTime(16);
      model.setViewport(row, row + 9);
    }
    expect(server.offsets).toEqual([0]);

    jest.advanceTimersByTime(200);
    await server.answerAll();

    expect(server.offsets.slice(1)).toEqual([9000, 9010, 8990]);
    model.dispose();
  });

  it('keeps a bounded number of pages, and drops those used longest ago', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server, { cachedPages: 6 });
    for (let row = 0; row < 300; row += 10) {
      jest.advanceTimersByTime(500);
      model.setViewport(row, row + 9);
      await server.answerAll();
    }
    expect(model.pagesHeld).toBe(6);
    expect(cell(model, 0)).toBe(PENDING);
    expect(cell(model, 299)).toBe('row 299');
    model.dispose();
  });

  it('asks again for a page that was dropped', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server, { cachedPages: 4 });
    for (const row of [0, 500, 0]) {
      jest.advanceTimersByTime(500);
      model.setViewport(row, row + 9);
      await server.answerAll();
    }
    expect(server.offsets.filter(offset => offset === 0)).toHaveLength(2);
    expect(cell(model, 9)).toBe('row 9');
    model.dispose();
  });

  it('shows that a page failed, and gets it on retry', async () => {
    const server = new NumbersServer(5);
    const model = modelOf(server);
    model.setViewport(0, 4);
    await server.open[0]?.fail(new Error('no connection'));

    expect(cell(model, 0)).toBe(FAILED);
    expect(model.error).toEqual(new Error('no connection'));
    expect(server.open).toEqual([]);

    model.retry();
    expect(cell(model, 0)).toBe(PENDING);
    await server.answerAll();

    expect(model.error).toBeNull();
    expect(cell(model, 0)).toBe('row 0');
    model.dispose();
  });

  it('rejects the first load with what went wrong', async () => {
    const server = new NumbersServer(5);
    const model = modelOf(server);
    const loading = model.load();
    await server.open[0]?.fail(new Error('gone'));
    await expect(loading).rejects.toThrow('gone');
    model.dispose();
  });

  it('grows while the result is being written, and knows the total in the end', async () => {
    const server = new NumbersServer(4, null);
    const model = modelOf(server);
    const inserted: unknown[] = [];
    model.changed.connect((_, change) => {
      if (change.type === 'rows-inserted') {
        inserted.push([change.index, change.span]);
      }
    });
    const loading = model.load();
    await server.answerAll();
    await loading;
    expect([model.known, model.total]).toEqual([4, null]);

    server.written = 17;
    jest.advanceTimersByTime(1100);
    await server.answerAll();
    expect([model.known, model.total]).toEqual([17, null]);

    server.written = server.rowCount = 23;
    jest.advanceTimersByTime(1100);
    await server.answerAll();

    expect([model.known, model.total]).toEqual([23, 23]);
    expect(inserted).toEqual([
      [0, 4],
      [4, 6],
      [10, 7],
      [17, 6]
    ]);
    const asked = server.requests.length;
    jest.advanceTimersByTime(60_000);
    expect(server.requests).toHaveLength(asked);
    model.dispose();
  });

  it('asks once more for a page that was cut short when the total was not known', async () => {
    const server = new NumbersServer(4, null);
    const model = modelOf(server);
    const loading = model.load();
    await server.answerAll();
    await loading;
    server.written = server.rowCount = 9;
    jest.advanceTimersByTime(1100);
    await server.answerAll();

    expect(cell(model, 8)).toBe('row 8');
    model.dispose();
  });

  it('gives the exact text of rows that are not here', async () => {
    const server = new NumbersServer(1000);
    const model = modelOf(server);
    const texts = model.texts(8, 11, 0, 1);
    for (let turn = 0; turn < 3; turn++) {
      await server.answerAll();
      await settled();
    }
    await expect(texts).resolves.toEqual([
      ['8', 'row 8'],
      ['9', 'row 9'],
      ['10', 'row 10'],
      ['11', 'row 11']
    ]);
    model.dispose();
  });

  it('gives up everything when disposed', () => {
    const server = new NumbersServer(1000, null);
    const model = modelOf(server);
    model.setViewport(0, 9);
    model.dispose();
    jest.advanceTimersByTime(10_000);
    expect(server.open).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('takes fewer rows a page where there are many columns', () => {
    expect([1, 19, 400, 2000].map(pageSizeFor)).toEqual([400, 400, 200, 50]);
  });
});
