import { Signal } from '@lumino/signaling';

import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aFile, aJob, aReport } from '../../api/__tests__/samples';
import type { TableReport } from '../../api/contract';
import { jobActivity, type IActivity } from '../../tables/activity';
import { Readings } from '../readings';
import { ReportModel } from '../report';

function aTableReport(change: Partial<TableReport> = {}): TableReport {
  return {
    snapshot: 3,
    file_id: 'f1',
    format: 'csv',
    part: '',
    decisions: {},
    report: aReport({ rejected: 1, lines: 4 }),
    notes: [],
    rejects: true,
    ...change
  };
}

describe('ReportModel', () => {
  const table = { workspaceId: 'w1', tableId: 't1', name: 'flights' };

  it('has the report, the file and what was left out', async () => {
    const service = new FakeService();
    service.reportOf.set('t1', aTableReport());
    service.filesOf.set('w1', [aFile('f1', 'flights.csv')]);
    const model = new ReportModel(service, table);
    void model.load();
    await settle();
    expect(model.busy).toBe(false);
    expect(model.report?.report.rejected).toBe(1);
    expect(model.fileName).toBe('flights.csv');
    expect(model.fileUrl).toBe('files/f1');
    expect(model.rejectsUrl).toBe('rejects/t1/3');
    service.filesOf.clear();
    await model.load();
    expect(model.fileUrl).toBeNull();
    model.dispose();
  });

  it('says that there is none, and asks again', async () => {
    const service = new FakeService();
    const model = new ReportModel(service, table);
    void model.load();
    await settle();
    expect(model.error?.code).toBe('not_found');
    service.reportOf.set('t1', aTableReport());
    await model.load();
    expect(model.error).toBeNull();
    expect(model.report).not.toBeNull();
    model.dispose();
  });
});

describe('Readings', () => {
  it('asks how each table was read that a file has become', async () => {
    const service = new FakeService();
    service.reportOf.set('t1', aTableReport());
    const finished = new Signal<object, IActivity>({});
    const readings = new Readings(service, finished);
    let changes = 0;
    readings.changed.connect(() => void (changes += 1));
    const tables = ['t1', 't2'].map(id => ({
      id,
      name: id,
      row_count: 2,
      column_count: 1
    }));
    const job = aJob('j1', { state: 'done', tables });
    finished.emit(jobActivity(job, undefined, [], null));
    await settle();
    expect(readings.report('j1', 't1')?.rejected).toBe(1);
    expect(readings.report('j1', 't2')).toBeNull();
    expect(readings.report('j0', 't1')).toBeNull();
    expect(changes).toBe(1);
    readings.dispose();
  });
});
