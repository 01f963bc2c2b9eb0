import { Signal, type ISignal } from '@lumino/signaling';

import type { Job } from '../api/contract';
import { TimeLeft } from './progress';

/** Whether a job will never change again. */
export function isOver(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/**
 * The jobs that were told of, by events or by lists, in any order. A job that was
 * seen on its way and is over now is `ended`, once.
 */
export class JobBook {
  get items(): readonly Job[] {
    return [...this._jobs.values()];
  }

  /** A job that was followed came to its end. */
  get ended(): ISignal<this, Job> {
    return this._ended;
  }

  get(id: string): Job | undefined {
    return this._jobs.get(id);
  }

  /** Whether a job was seen on its way here, so that its end is news. */
  isFollowed(id: string): boolean {
    return this._followed.has(id);
  }

  /** The seconds a running job still takes, as far as can be told. */
  secondsLeft(id: string): number | null {
    return this._secondsLeft.get(id) ?? null;
  }

  /** Take a job as it was told. An end is not undone by what was told late. */
  put(job: Job, follow = !isOver(job)): void {
    const before = this._jobs.get(job.id);
    if (before !== undefined && isOver(before) && !isOver(job)) {
      return;
    }
    if (follow) {
      this._followed.add(job.id);
    }
    this._jobs.set(job.id, job);
    if (isOver(job)) {
      this._timeLeft.delete(job.id);
      this._secondsLeft.delete(job.id);
      if (this._followed.has(job.id) && (before === undefined || !isOver(before))) {
        this._ended.emit(job);
      }
    } else if (job.progress !== null) {
      let estimate = this._timeLeft.get(job.id);
      if (estimate === undefined) {
        estimate = new TimeLeft();
        this._timeLeft.set(job.id, estimate);
      }
      this._secondsLeft.set(job.id, estimate.update(job.progress));
    }
  }

  remove(id: string): void {
    this._jobs.delete(id);
    this._followed.delete(id);
    this._timeLeft.delete(id);
    this._secondsLeft.delete(id);
  }

  clear(): void {
    this._jobs.clear();
    this._followed.clear();
    this._timeLeft.clear();
    this._secondsLeft.clear();
    Signal.clearData(this);
  }

  private readonly _jobs = new Map<string, Job>();
  private readonly _followed = new Set<string>();
  private readonly _timeLeft = new Map<string, TimeLeft>();
  private readonly _secondsLeft = new Map<string, number | null>();
  private readonly _ended = new Signal<this, Job>(this);
}
