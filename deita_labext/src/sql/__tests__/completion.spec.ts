import { nullTranslator } from '@jupyterlab/translation';

import { FakeService } from '../../api/__tests__/fakeservice';
import { aTable } from '../../api/__tests__/samples';
import { SqlCatalog } from '../catalog';
import { type IOffer, offersAt } from '../completion';

const trans = nullTranslator.load('deita');

let service: FakeService;
let catalog: SqlCatalog;

beforeEach(() => {
  service = new FakeService();
  service.tablesOf.set('w1', [
    aTable('t1', 'flights', ['carrier', 'dep delay', 'select']),
    aTable('t2', 'Air lines', ['carrier', 'name'])
  ]);
  catalog = new SqlCatalog(service, null);
});

async function offers(marked: string): Promise<IOffer[]> {
  const at = marked.indexOf('|');
  const found = await offersAt(marked.replace('|', ''), at, catalog, 'w1', trans);
  return found?.offers ?? [];
}

const applied = async (marked: string, kind?: IOffer['kind']): Promise<string[]> =>
  (await offers(marked))
    .filter(offer => kind === undefined || offer.kind === kind)
    .map(({ apply }) => apply);

describe('offersAt', () => {
  it('offers tables behind FROM, quoted where they need it', async () => {
    expect(await applied('select * from |', 'table')).toEqual([
      'flights',
      '"Air lines"'
    ]);
    expect(await applied('select * from AIR|', 'table')).toEqual(['"Air lines"']);
    expect(await applied('select * from |', 'function')).toEqual(['range(']);
  });

  it('offers the columns of what is read, with their types, before all else', async () => {
    const found = await offers('select | from flights f');
    expect(found.slice(0, 3).map(({ apply }) => apply)).toEqual([
      'carrier',
      '"dep delay"',
      '"select"'
    ]);
    expect(found[0]).toMatchObject({ kind: 'column', detail: 'VARCHAR' });
    expect(found[3]).toMatchObject({ kind: 'table', label: 'f' });
  });

  it('offers only the columns of an alias behind its dot', async () => {
    expect(await applied('select L.| from flights f join "Air lines" l on 1')).toEqual([
      'carrier',
      'name'
    ]);
    expect(await applied('select L.N| from "Air lines" l')).toEqual(['name']);
  });

  it('puts what begins with the word before what has it inside', async () => {
    const found = await applied('select de| from flights');
    expect(found[0]).toBe('"dep delay"');
    expect(found).toContain('DESC');
  });

  it('offers functions and words in the place of values', async () => {
    expect(await applied('select lo|')).toEqual(['lower(']);
    expect(await applied('select 1 gro|')).toEqual(['GROUP BY', 'GROUP BY ALL']);
  });

  it('offers the snapshots of a table', async () => {
    service.snapshotsKept = [
      { number: 12, row_count: 3, created_at: '2026-01-01T00:00:00.000Z' },
      { number: 3, row_count: 2, created_at: '2026-01-01T00:00:00.000Z' }
    ] as typeof service.snapshotsKept;
    expect(await applied('from "flights@|')).toEqual(['"flights@12"', '"flights@3"']);
    expect(await applied('from "flights@3|')).toEqual(['"flights@3"']);
  });

  it('offers nothing that cannot be had, and says nothing of it', async () => {
    service.failure = new (jest.requireActual<typeof import('../../api/request')>(
      '../../api/request'
    ).DeitaError)({ code: 'unreachable', message: 'Away.' });
    expect(await applied('from |', 'table')).toEqual([]);
  });
});
