import { FakeService } from '../../api/__tests__/fakeservice';
import { aTable } from '../../api/__tests__/samples';
import type { Event } from '../../api/contract';
import { Signal } from '@lumino/signaling';

import type { IDeitaEvents } from '../../tokens';
import { SqlCatalog } from '../catalog';

describe('SqlCatalog', () => {
  it('knows what came and went as soon as the server tells of it', async () => {
    const service = new FakeService();
    const received = new Signal<object, Event>({});
    const catalog = new SqlCatalog(service, { received } as unknown as IDeitaEvents);
    const names = async (): Promise<string[]> =>
      (await catalog.tables('w1')).map(({ name }) => name);
    service.tablesOf.set('w1', [aTable('t1', 'flights', ['year'])]);
    expect(await names()).toEqual(['flights']);
    service.tablesOf.set('w1', [
      aTable('t1', 'flights', ['year', 'month']),
      aTable('t2', 'planes')
    ]);
    expect(await names()).toEqual(['flights']);
    received.emit({ type: 'tables', workspace_id: 'w2' });
    expect(await names()).toEqual(['flights']);
    received.emit({ type: 'tables', workspace_id: 'w1' });
    expect(await names()).toEqual(['flights', 'planes']);
    const columns = (await catalog.columnsOf('w1'))('FLIGHTS');
    expect(columns?.map(({ name }) => name)).toEqual(['year', 'month']);
    catalog.dispose();
    service.tablesOf.set('w1', []);
    received.emit({ type: 'tables', workspace_id: 'w1' });
    expect(await names()).toEqual([]);
  });
});
