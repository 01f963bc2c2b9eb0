import { Signal } from '@lumino/signaling';

import { FakeService } from '../../api/__tests__/fakeservice';
import { aJob } from '../../api/__tests__/samples';
import type { Job, JobTable } from '../../api/contract';
import { DeitaError } from '../../api/request';
import { ImportRun, type IJobs } from '../run';

/** The jobs that were told of, as the tables' model has them. */
class Jobs implements IJobs {
  readonly changed = new Signal<this, void>(this);

  follow(job: Job): void {
    this._jobs.set(job.id, job);
    this.changed.emit();
  }

  job(id: string): Job | undefined {
    return this._jobs.get(id);
  }

  secondsLeft(id: string): number | null {
    return this._jobs.get(id)?.progress === 0.5 ? 12 : null;
  }

  private readonly _jobs = new Map<string, Job>();
}

describe('ImportRun', () => {
  let jobs: Jobs;
  let service: FakeService;
  let confirm: () => Promise<Job>;
  let run: ImportRun;
  let done: (readonly JobTable[])[];

  beforeEach(() => {
    jobs = new Jobs();
    service = new FakeService();
    confirm = () => Promise.resolve(aJob('j1'));
    run = new ImportRun(() => confirm(), jobs, service);
    done = [];
    run.done.connect((_, tables) => void done.push(tables));
  });

  afterEach(() => run.dispose());

  it('follows its job to the end', async () => {
    await run.start();
    expect(run.running).toBe(true);
    jobs.follow(aJob('other', { state: 'done' }));
    jobs.follow(aJob('j1', { state: 'running', progress: 0.5 }));
    expect(run.progress).toBe(0.5);
    expect(run.secondsLeft).toBe(12);
    expect(done).toEqual([]);
    const tables = [{ id: 't1', name: 'a', row_count: 2, column_count: 1 }];
    jobs.follow(aJob('j1', { state: 'done', tables }));
    expect(run.running).toBe(false);
    expect(done).toEqual([tables]);
  });

  it('notices a job that was over before it was asked after', async () => {
    confirm = () => Promise.resolve(aJob('j1', { state: 'done' }));
    await run.start();
    expect(done).toEqual([[]]);
  });

  it('says why a job failed, and can begin again', async () => {
    await run.start();
    const error = {
      code: 'unreadable_file',
      message: 'No.',
      hint: null,
      details: {},
      request_id: null
    };
    jobs.follow(aJob('j1', { state: 'failed', error }));
    expect(run.running).toBe(false);
    expect(run.error?.code).toBe('unreadable_file');
    await run.start();
    expect(run.error).toBeNull();
    expect(run.running).toBe(true);
  });

  it('says why it could not begin', async () => {
    confirm = () => Promise.reject(new DeitaError({ message: 'Full.' }, 409));
    await run.start();
    expect(run.running).toBe(false);
    expect(run.error?.message).toBe('Full.');
  });

  it('stops', async () => {
    service.jobsById.set('j1', aJob('j1'));
    await run.start();
    await run.cancel();
    expect(service.jobsById.get('j1')?.state).toBe('cancelled');
    expect(run.running).toBe(false);
    expect(run.error).toBeNull();
    expect(done).toEqual([]);
  });
});
