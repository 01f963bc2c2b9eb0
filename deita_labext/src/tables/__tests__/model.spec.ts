import { StateDB } from '@jupyterlab/statedb';

import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aFile, aJob, aTable, aWorkspace } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { DeitaError, unreachable } from '../../api/request';
import { WorkspacesModel } from '../../workspaces/model';
import type { IActivity } from '../activity';
import { TablesModel } from '../model';
import { UploadQueue } from '../uploads';

describe('TablesModel', () => {
  let service: FakeService;
  let live: LiveEvents;
  let state: StateDB;
  let workspaces: WorkspacesModel;
  let uploads: UploadQueue;
  let model: TablesModel;
  let finished: IActivity[];

  const build = (): void => {
    live = new LiveEvents(service);
    workspaces = new WorkspacesModel(service, live, state);
    uploads = new UploadQueue(service);
    model = new TablesModel(service, workspaces, live, uploads, state);
    finished = [];
    model.finished.connect((_, activity) => void finished.push(activity));
  };
  const dispose = (): void =>
    [model, uploads, workspaces, live].forEach(each => each.dispose());
  const open = async (): Promise<void> => {
    live.hold();
    await workspaces.ready();
    await settle();
  };
  const names = (): string[] => model.tables.map(({ name }) => name);
  const shown = (): string[] =>
    model.activities.map(({ name, phase }) => `${name} ${phase}`);

  const first = (): IActivity => {
    const [activity] = model.activities;
    if (activity === undefined) {
      throw new Error('Nothing is shown.');
    }
    return activity;
  };
  const only = (): IActivity => {
    expect(model.activities).toHaveLength(1);
    return first();
  };

  beforeEach(() => {
    jest.useFakeTimers();
    service = new FakeService();
    service.tablesOf.set('w1', [aTable('t1', 'flights')]);
    service.filesOf.set('w1', [aFile('f1', 'flights.csv')]);
    state = new StateDB();
    build();
  });

  afterEach(() => {
    dispose();
    jest.useRealTimers();
  });

  it('lists tables and files of the current workspace', async () => {
    expect(model.loadState).toBe('idle');
    await open();
    expect(model.loadState).toBe('ready');
    expect(names()).toEqual(['flights']);
    expect(model.files.map(({ name }) => name)).toEqual(['flights.csv']);
    expect(model.activities).toEqual([]);
  });

  it('shows nothing of the workspace before after the current one changed', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    service.tablesOf.set('w2', [aTable('t2', 'other')]);
    await open();
    workspaces.select('w2');
    expect(names()).toEqual([]);
    await settle();
    expect(names()).toEqual(['other']);
  });

  it('lists again when told so, for its own workspace', async () => {
    await open();
    service.tablesOf.set('w1', [aTable('t1', 'flights'), aTable('t2', 'weather')]);
    service.send({ type: 'tables', workspace_id: 'w2' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['flights']);
    service.send({ type: 'tables', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['flights', 'weather']);
  });

  it('follows a file from upload to table', async () => {
    await open();
    model.upload([new File(['a,b\n1,2\n'], 'weather.csv')]);
    expect(shown()).toEqual(['weather.csv uploading']);
    expect(model.busy).toBe(true);
    service.take('weather.csv', 'j1');
    await settle();
    expect(shown()).toEqual(['weather.csv queued']);
    expect(model.files[0]?.name).toBe('weather.csv');
    service.putJob(aJob('j1', { state: 'running', progress: 0.5 }));
    expect(shown()).toEqual(['weather.csv reading']);
    expect(model.activities[0]?.progress).toBe(0.5);
    service.tablesOf.set('w1', [aTable('t1', 'flights'), aTable('t2', 'weather')]);
    const tables = [{ id: 't2', name: 'weather', row_count: 26_115, column_count: 15 }];
    service.putJob(aJob('j1', { state: 'done', tables }));
    service.send({ type: 'tables', workspace_id: 'w1' });
    await jest.advanceTimersByTimeAsync(1000);
    expect(shown()).toEqual(['weather.csv done']);
    expect(finished.map(({ phase }) => phase)).toEqual(['done']);
    expect(names()).toEqual(['flights', 'weather']);
    expect(model.busy).toBe(false);
    model.dismiss(only());
    expect(shown()).toEqual([]);
  });

  it('shows a file once though its job is told of before its upload is answered', async () => {
    await open();
    model.upload([new File(['a\n1\n'], 'one.csv')]);
    service.filesOf.set('w1', [aFile('f1', 'one.csv')]);
    await model.refresh();
    const job = aJob('j1', { file_id: 'f1' });
    service.putJob(job);
    // As long as it is being sent, a job of a file of that name is another one’s.
    expect(shown()).toEqual(['one.csv queued', 'one.csv uploading']);
    service.uploads.get('one.csv')?.options.onProgress?.(4, 4);
    expect(shown()).toEqual(['one.csv uploading']);
    service.uploads.get('one.csv')?.answer({ file: aFile('f1', 'one.csv'), job });
    await settle();
    expect(shown()).toEqual(['one.csv queued']);
  });

  it('shows jobs that others began', async () => {
    service.jobsById.set('j1', aJob('j1', { state: 'running', file_id: 'f1' }));
    await open();
    expect(shown()).toEqual(['flights.csv reading']);
    service.putJob(aJob('j1', { state: 'done', file_id: 'f1' }));
    expect(shown()).toEqual(['flights.csv done']);
  });

  it('shows what failed with its error, and sends it again', async () => {
    await open();
    model.upload([new File(['x'], 'bad.csv')]);
    service.take('bad.csv', 'j1');
    await settle();
    const error = {
      code: 'unreadable_file',
      message: 'This is no CSV.',
      hint: 'Export it again.',
      details: {},
      request_id: null
    };
    service.putJob(aJob('j1', { state: 'failed', error }));
    const activity = only();
    expect(activity).toMatchObject({
      phase: 'failed',
      canRetry: true,
      error: { code: 'unreadable_file', hint: 'Export it again.' }
    });
    expect(finished).toHaveLength(1);
    model.retry(activity);
    expect(shown()).toEqual(['bad.csv uploading']);
  });

  it('shows an upload that was refused, and dismisses it', async () => {
    await open();
    model.refuseUpload('folder', new DeitaError({ message: 'It is a folder.' }));
    expect(shown()).toEqual(['folder failed']);
    expect(model.activities[0]?.canRetry).toBe(false);
    model.dismiss(only());
    expect(shown()).toEqual([]);
  });

  it('shows yesterday’s failures until they are dismissed, for good', async () => {
    service.jobsById.set('j1', aJob('j1', { state: 'failed', file_id: 'f1' }));
    service.jobsById.set('j2', aJob('j2', { state: 'done' }));
    await open();
    expect(shown()).toEqual(['flights.csv failed']);
    expect(finished).toEqual([]);
    model.dismiss(only());
    await settle();
    dispose();
    build();
    await open();
    expect(shown()).toEqual([]);
  });

  it('cancels an upload and a job', async () => {
    await open();
    model.upload([new File(['x'], 'a.csv'), new File(['x'], 'b.csv')]);
    await model.cancel(first());
    expect(shown()).toEqual(['b.csv uploading']);
    service.take('b.csv', 'j1');
    await settle();
    await model.cancel(only());
    expect(shown()).toEqual([]);
    expect(service.jobsById.get('j1')?.state).toBe('cancelled');
    expect(finished).toEqual([]);
  });

  it('learns after a lost connection what became of its jobs', async () => {
    service.workspacesById.set('w2', aWorkspace('w2', 'Other'));
    await open();
    model.upload([new File(['x'], 'a.csv')]);
    service.take('a.csv', 'j1');
    await settle();
    workspaces.select('w2');
    await settle();
    expect(shown()).toEqual(['a.csv queued']);
    service.hangUp();
    await settle();
    service.jobsById.set('j1', aJob('j1', { state: 'done' }));
    live.hurry();
    await settle();
    expect(finished.map(({ name, phase }) => `${name} ${phase}`)).toEqual([
      'a.csv done'
    ]);
    expect(shown()).toEqual([]);
  });

  it('forgets a job that is gone', async () => {
    service.jobsById.set('j1', aJob('j1', { state: 'running', file_id: 'f1' }));
    await open();
    service.jobsById.delete('j1');
    await model.refresh();
    expect(shown()).toEqual([]);
    expect(model.error).toBeNull();
  });

  it('does not go back from an end that was told before', async () => {
    await open();
    service.putJob(aJob('j1', { state: 'running' }));
    service.putJob(aJob('j1', { state: 'done' }));
    service.send({
      type: 'job',
      workspace_id: 'w1',
      job: aJob('j1', { state: 'running' })
    });
    expect(model.activities[0]?.phase).toBe('done');
    expect(finished).toHaveLength(1);
  });

  it('renames, deletes and brings back', async () => {
    await open();
    await model.update(aTable('t1', 'flights'), { name: 'departures' });
    expect(names()).toEqual(['departures']);
    await model.remove(aTable('t1', 'flights'));
    expect(names()).toEqual([]);
    await settle();
    expect(model.deleted.map(({ id }) => id)).toEqual(['t1']);
    await model.undelete('w1', 't1');
    expect(names()).toEqual(['flights']);
    expect(model.deleted).toEqual([]);
    await model.removeFile('f1');
    expect(model.files).toEqual([]);
  });

  it('follows a job that was asked for here', async () => {
    await open();
    const job = aJob('j1', { state: 'queued' });
    model.follow(job);
    expect(model.job('j1')?.state).toBe('queued');
    expect(first().phase).toBe('queued');
    service.putJob({ ...job, state: 'done' });
    expect(finished.map(({ jobId }) => jobId)).toEqual(['j1']);
  });

  it('keeps what it had when a listing fails, and says so', async () => {
    await open();
    service.failure = unreachable();
    await model.refresh();
    expect(model.loadState).toBe('ready');
    expect(names()).toEqual(['flights']);
    expect(model.error?.unreachable).toBe(true);
    service.failure = null;
    await model.refresh();
    expect(model.error).toBeNull();
  });
});
