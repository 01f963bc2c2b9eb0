import { FakeService } from '../../api/__tests__/fakeservice';
import { aReport } from '../../api/__tests__/samples';
import type { ColumnMapping, Preview, PreviewPart, Snapshot } from '../../api/contract';
import { DeitaError } from '../../api/request';
import { ImportModel } from '../model';
import type { IImportTarget } from '../target';

const target: IImportTarget = {
  workspaceId: 'w1',
  fileId: 'f1',
  fileName: 'a.csv',
  mode: 'new',
  table: null,
  name: null,
  options: {}
};

function aPart(
  name: string,
  columns: string[],
  mapping: ColumnMapping[] | null = null
): PreviewPart {
  return {
    name,
    table: 'a',
    decisions: { delimiter: { value: ',', why: 'seen', given: false } },
    columns: columns.map(column => ({
      source: column,
      name: column,
      type: 'VARCHAR',
      kind: 'text'
    })),
    rows: [],
    report: aReport(),
    notes: [],
    complete: true,
    mapping
  };
}

function aPreview(...parts: PreviewPart[]): Preview {
  return { format: 'csv', parts };
}

describe('ImportModel', () => {
  let service: FakeService;
  let model: ImportModel;

  const build = (change: Partial<IImportTarget> = {}): void => {
    model = new ImportModel(service, { ...target, ...change });
  };
  const pass = (): Promise<void> => jest.advanceTimersByTimeAsync(300);
  /** Answer the newest preview. */
  const answer = async (preview: Preview): Promise<void> => {
    service.previews.at(-1)?.answer(preview);
    await jest.advanceTimersByTimeAsync(0);
  };
  const asked = (): unknown[] => service.previews.map(({ body }) => body.options);

  beforeEach(() => {
    jest.useFakeTimers();
    service = new FakeService();
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  it('stops looking, and looks again', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.decide('delimiter', ';');
    await pass();
    const stopped = service.previews.at(-1);
    model.stop();
    expect(stopped?.signal?.aborted).toBe(true);
    expect([model.busy, model.stopped, model.canConfirm]).toEqual([false, true, false]);
    expect(model.part?.columns).toHaveLength(1);
    model.retry();
    await pass();
    expect([model.busy, model.stopped]).toEqual([true, false]);
    await answer(aPreview(aPart('', ['a', 'b'])));
    expect(model.canConfirm).toBe(true);
    expect(asked().at(-1)).toEqual({ delimiter: ';' });
  });

  it('calls a new table as it is asked to', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.rename('other');
    expect(model.canConfirm).toBe(false);
    await pass();
    expect(service.previews.at(-1)?.body.name).toBe('other');
    await answer(aPreview(aPart('', ['a'])));
    await model.confirm();
    expect(service.ingests.at(-1)?.name).toBe('other');
  });

  it('looks into the file at once', async () => {
    build();
    expect(model.busy).toBe(true);
    expect(model.canConfirm).toBe(false);
    await answer(aPreview(aPart('', ['a', 'b'])));
    expect(asked()).toEqual([{}]);
    expect(model.part?.columns).toHaveLength(2);
    expect(model.busy).toBe(false);
    expect(model.canConfirm).toBe(true);
  });

  it('asks once for changes that follow each other', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.decide('decimal', ',');
    model.decide('decimal', '.');
    model.setStrict(true);
    expect(model.busy).toBe(true);
    await pass();
    expect(asked()).toEqual([{}, { decimal: '.', strict: true }]);
  });

  it('drops the answer to what is not asked any more', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.decide('decimal', ',');
    await pass();
    const stale = service.previews[1];
    model.decide('decimal', '.');
    await pass();
    await answer(aPreview(aPart('', ['new'])));
    stale?.answer(aPreview(aPart('', ['old'])));
    await pass();
    expect(model.part?.columns[0]?.name).toBe('new');
  });

  it('shows an error in place, and keeps what was shown', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.setStrict(true);
    await pass();
    service.previews[1]?.fail(new DeitaError({ message: 'No.', hint: 'Do.' }, 422));
    await pass();
    expect(model.error?.hint).toBe('Do.');
    expect(model.part?.columns[0]?.name).toBe('a');
    expect(model.canConfirm).toBe(false);
    model.setStrict(false);
    await pass();
    await answer(aPreview(aPart('', ['a'])));
    expect(model.error).toBeNull();
    expect(model.canConfirm).toBe(true);
  });

  it('names, types, leaves out and takes back columns', async () => {
    build();
    await answer(aPreview(aPart('', ['a', 'b'])));
    model.changeColumn('a', { name: 'x', type: 'DATE' });
    model.changeColumn('b', { drop: true });
    await pass();
    expect(asked()[1]).toEqual({
      columns: [
        { source: 'a', drop: false, name: 'x', type: 'DATE' },
        { source: 'b', drop: true }
      ]
    });
    expect(model.dropped).toEqual(['b']);
    model.changeColumn('b', { drop: false });
    expect(model.dropped).toEqual([]);
  });

  it('forgets columns that another delimiter has not', async () => {
    build();
    await answer(aPreview(aPart('', ['a', 'b'])));
    model.changeColumn('a', { name: 'x' });
    model.changeColumn('b', { name: 'y' });
    model.decide('delimiter', ';');
    await pass();
    expect(asked()[1]).toEqual({ delimiter: ';' });
    await answer(aPreview(aPart('', ['a', 'a,b'])));
    const kept = {
      delimiter: ';',
      columns: [{ source: 'a', drop: false, name: 'x' }]
    };
    expect(asked()[2]).toEqual(kept);
    await answer(aPreview(aPart('', ['x', 'a,b'])));
    expect(model.options).toEqual(kept);
    expect(model.busy).toBe(false);
  });

  it('reads the parts that are chosen', async () => {
    build();
    await answer(aPreview(aPart('North', ['a']), aPart('South', ['b'])));
    expect(model.partNames).toEqual(['North', 'South']);
    model.changeColumn('a', { name: 'n' });
    model.show('South');
    expect(model.part?.name).toBe('South');
    model.changeColumn('b', { drop: true });
    expect(model.dropped).toEqual(['b']);
    const columns = [
      { source: 'a', part: 'North', drop: false, name: 'n' },
      { source: 'b', part: 'South', drop: true }
    ];
    expect(model.options).toEqual({ columns });
    model.choosePart('North', false);
    await pass();
    expect(asked()[1]).toEqual({ columns, parts: ['South'] });
    await answer(aPreview(aPart('South', ['b'])));
    expect(model.partNames).toEqual(['North', 'South']);
    expect(model.chosenParts).toEqual(['South']);
    model.choosePart('South', false);
    await pass();
    expect(model.canConfirm).toBe(false);
    model.choosePart('North', true);
    model.choosePart('South', true);
    expect(model.options).toEqual({ columns });
  });

  it('wants one part for a table that is there', async () => {
    build({ mode: 'append', table: { id: 't1', name: 'sales' } });
    await answer(aPreview(aPart('North', ['a'], []), aPart('South', ['b'], [])));
    expect(model.obstacle).toBe('parts');
    expect(model.canConfirm).toBe(false);
    model.chooseOnly('South');
    await pass();
    expect(service.previews.at(-1)?.body).toMatchObject({
      mode: 'append',
      table: 't1',
      options: { parts: ['South'] }
    });
    await answer(aPreview(aPart('South', ['b'], [])));
    expect(model.obstacle).toBeNull();
    expect(model.canConfirm).toBe(true);
  });

  it('does not begin what would be refused', async () => {
    build({ mode: 'append', table: { id: 't1', name: 'sales' } });
    const refused: ColumnMapping = {
      column: 'a',
      source: 'a',
      table_type: 'BIGINT',
      file_type: 'VARCHAR',
      type: null,
      change: 'refused',
      note: 'a: text does not fit'
    };
    await answer(aPreview(aPart('', ['a'], [refused])));
    expect(model.obstacle).toBe('mapping');
    expect(model.canConfirm).toBe(false);
  });

  it('maps columns of the table to those of the file', async () => {
    build({ mode: 'append', table: { id: 't1', name: 'sales' } });
    await answer(aPreview(aPart('', ['a', 'b'], [])));
    model.mapColumn('city', 'b');
    expect(model.options.columns).toEqual([{ source: 'b', drop: false, name: 'city' }]);
    // The file's own a would come to it again.
    model.mapColumn('a', null);
    expect(model.options.columns).toContainEqual({
      source: 'a',
      drop: false,
      name: 'a_file'
    });
  });

  it('lets rows of several files go only when that was agreed to', async () => {
    const snapshot = (number: number, origin: Snapshot['origin']): Snapshot => ({
      number,
      origin,
      restored_from: origin === 'restore' ? 2 : null,
      current: number === 3,
      columns: [],
      row_count: 10,
      bytes: 1,
      file_id: null,
      created_at: ''
    });
    service.snapshotsKept = [
      snapshot(3, 'restore'),
      snapshot(2, 'append'),
      snapshot(1, 'new')
    ];
    build({ mode: 'replace', table: { id: 't1', name: 'sales' } });
    await answer(aPreview(aPart('', ['a'])));
    expect([model.several?.number, model.obstacle]).toEqual([3, 'rows']);
    expect(model.canConfirm).toBe(false);
    model.agree(true);
    expect([model.obstacle, model.canConfirm]).toEqual([null, true]);
    service.snapshotsKept = [{ ...snapshot(3, 'replace') }];
    model.dispose();
    build({ mode: 'replace', table: { id: 't1', name: 'sales' } });
    await answer(aPreview(aPart('', ['a'])));
    expect([model.several, model.canConfirm]).toEqual([null, true]);
  });

  it('confirms what was asked', async () => {
    build({ mode: 'replace', table: { id: 't1', name: 'sales' } });
    await answer(aPreview(aPart('', ['a'], [])));
    model.decide('decimal', ',');
    const job = await model.confirm();
    expect(job.id).toBe('j1');
    expect(service.ingests).toEqual([
      {
        file_id: 'f1',
        options: { decimal: ',' },
        mode: 'replace',
        table: 't1',
        name: null
      }
    ]);
  });

  it('asks nothing after it is disposed', async () => {
    build();
    await answer(aPreview(aPart('', ['a'])));
    model.decide('decimal', ',');
    model.dispose();
    await pass();
    expect(service.previews).toHaveLength(1);
  });
});
