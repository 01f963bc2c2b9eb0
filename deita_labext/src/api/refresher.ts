import type { IDisposable } from '@lumino/disposable';

const NEWS_APART_MS = 500;

/**
 * Runs one piece of asynchronous work at a time. Asking while it runs makes it run
 * once more afterwards, however often it was asked: the last run always began after
 * the last asking, so what it read is not older than that.
 */
export class Refresher implements IDisposable {
  constructor(private readonly _work: () => Promise<void>) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Ask for a run on account of news. News come in bursts: runs for them are half a
   * second apart at least, and the last of a burst is never missed.
   */
  soon(): void {
    if (this._timer === null && !this._isDisposed) {
      const wait = Math.max(0, this._began + NEWS_APART_MS - Date.now());
      this._timer = setTimeout(() => {
        this._timer = null;
        this.run().catch(() => undefined);
      }, wait);
    }
  }

  dispose(): void {
    this._isDisposed = true;
    if (this._timer !== null) {
      clearTimeout(this._timer);
      this._timer = null;
    }
  }

  /** Ask for a run; the promise ends with the run that counts for this asking. */
  run(): Promise<void> {
    if (this._running === null) {
      this._running = this._start();
      return this._running;
    }
    this._next ??= this._running
      .catch(() => undefined)
      .then(() => {
        this._next = null;
        this._running = this._start();
        return this._running;
      });
    return this._next;
  }

  private async _start(): Promise<void> {
    this._began = Date.now();
    try {
      await this._work();
    } finally {
      if (this._next === null) {
        this._running = null;
      }
    }
  }

  private _began = -Infinity;
  private _timer: ReturnType<typeof setTimeout> | null = null;
  private _isDisposed = false;
  private _running: Promise<void> | null = null;
  private _next: Promise<void> | null = null;
}
