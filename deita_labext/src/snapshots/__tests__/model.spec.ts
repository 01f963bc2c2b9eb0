import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aFile, aTable } from '../../api/__tests__/samples';
import type { Query, Snapshot } from '../../api/contract';
import { DeitaError } from '../../api/request';
import { SnapshotsModel } from '../model';

function aSnapshot(number: number, current = false): Snapshot {
  return {
    number,
    origin: 'new',
    restored_from: null,
    current,
    columns: [],
    row_count: number,
    bytes: 10,
    file_id: 'f1',
    created_at: '2026-01-01T00:00:00.000Z'
  };
}

/** A service that keeps a snapshot more for each restore, and the SQL it was asked. */
class Service extends FakeService {
  asked: string[] = [];
  waits = false;

  override restoreTable(
    _: string,
    __: string,
    number = 0
  ): ReturnType<FakeService['restoreTable']> {
    if (!this.snapshotsKept.some(snapshot => snapshot.number === number)) {
      return Promise.reject(new DeitaError({ code: 'not_found', message: 'Gone.' }));
    }
    const kept = this.snapshotsKept.map(each => ({ ...each, current: false }));
    this.snapshotsKept = [aSnapshot(kept.length + 1, true), ...kept];
    return Promise.resolve(aTable('t1', 'flights'));
  }

  override query(_?: string, sql = ''): ReturnType<FakeService['query']> {
    this.asked.push(sql);
    const result = this.waits ? null : { id: 'r1' };
    return Promise.resolve({ id: 'q1', result } as Query);
  }
}

describe('SnapshotsModel', () => {
  const table = { workspaceId: 'w1', tableId: 't1', name: 'flights' };
  let service: Service;
  let model: SnapshotsModel;

  beforeEach(async () => {
    service = new Service();
    service.filesOf.set('w1', [aFile('f1', 'flights.csv')]);
    service.snapshotsKept = [aSnapshot(2, true), aSnapshot(1)];
    model = new SnapshotsModel(service, table);
    void model.load();
    await settle();
  });

  afterEach(() => model.dispose());

  it('lists them with their files', () => {
    expect(model.items?.map(({ number }) => number)).toEqual([2, 1]);
    expect(model.fileName(aSnapshot(1))).toBe('flights.csv');
    expect(model.fileName({ ...aSnapshot(1), file_id: null })).toBe('');
  });

  it('restores one as a new one', async () => {
    const restoring = model.restore(1);
    expect(model.working).toBe(1);
    await restoring;
    expect(model.working).toBeNull();
    expect(model.items?.map(({ number, current }) => [number, current])).toEqual([
      [3, true],
      [2, false],
      [1, false]
    ]);
  });

  it('says why one cannot be restored, and keeps the list', async () => {
    await model.restore(9);
    expect(model.error?.code).toBe('not_found');
    expect(model.items).toHaveLength(2);
  });

  it('asks for the rows of one by its number', async () => {
    expect(await model.resultOf(1)).toBe('r1');
    expect(service.asked).toEqual(['select * from "flights@1"']);
    service.waits = true;
    expect(await model.resultOf(1)).toBeNull();
    expect(model.error?.code).toBe('query_waits');
  });
});
