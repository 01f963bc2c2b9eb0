import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aProfile, aTable } from '../../api/__tests__/samples';
import { ProfileModel } from '../model';
import { valueText } from '../values';

describe('ProfileModel', () => {
  const names = Array.from({ length: 120 }, (_, index) => `c${index}`);
  let service: FakeService;
  let model: ProfileModel;
  const shown = (): string[] =>
    model.columns.map(({ name, profile }) => `${name}${profile ? '' : '?'}`);

  beforeEach(async () => {
    service = new FakeService();
    service.tablesOf.set('w1', [aTable('t1', 'wide', names)]);
    service.profileOf.set(
      't1',
      names.map((name, index) => aProfile(index, name))
    );
    const args = { workspaceId: 'w1', tableId: 't1', name: 'wide' };
    model = new ProfileModel(service, args);
    void model.load();
    await settle();
  });

  afterEach(() => model.dispose());

  it('asks for as many columns as it shows', async () => {
    expect(shown()).toEqual(names.slice(0, 50));
    expect(service.profiled).toEqual([['t1', names.slice(0, 50).map((_, i) => i)]]);
    expect([model.hidden, model.busy]).toEqual([70, false]);
    model.more();
    await settle();
    expect(shown()).toEqual(names.slice(0, 100));
    expect(service.profiled[1]?.[1]?.[0]).toBe(50);
    model.search(' C11');
    await settle();
    expect(shown()).toEqual(['c11', ...names.slice(110)]);
    expect(model.hidden).toBe(0);
  });

  it('forgets what it knows with the snapshot, and only then', async () => {
    await model.load();
    expect(service.profiled).toHaveLength(1);
    service.tablesOf.set('w1', [{ ...aTable('t1', 'wide', ['a']), snapshot: 2 }]);
    await model.load();
    expect(shown()).toEqual(['a']);
    expect(service.profiled).toHaveLength(2);
  });

  it('says what is wrong, and keeps what it had', async () => {
    service.tablesOf.set('w1', []);
    await model.load();
    expect(model.error?.status).toBe(404);
    expect(model.columns).toHaveLength(50);
  });
});

describe('valueText', () => {
  it.each([
    [null, null],
    [336776, '336,776'],
    [2013, '2013'],
    [0.1234567891, '0.123457'],
    ['12.50', '12.50'],
    ['2013-01-31T00:00:00', '2013-01-31'],
    ['2013-01-31T05:15:00', '2013-01-31 05:15'],
    ['2013-01-31T05:15:07.25+00:00', '2013-01-31 05:15:07+00:00'],
    [true, 'true']
  ])('writes %s as %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
