/**
 * Runs one piece of asynchronous work at a time. Asking while it runs makes it run
 * once more afterwards, however often it was asked: the last run always began after
 * the last asking, so what it read is not older than that.
 */
export class Refresher {
  constructor(private readonly _work: () => Promise<void>) {}

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
    try {
      await this._work();
    } finally {
      if (this._next === null) {
        this._running = null;
      }
    }
  }

  private _running: Promise<void> | null = null;
  private _next: Promise<void> | null = null;
}
