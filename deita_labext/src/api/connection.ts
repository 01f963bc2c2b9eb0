/** A server that starts again takes some seconds, a closed laptop takes hours. */
const WAITS_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

/** A connection that comes and goes: when to try it again. */
export class Connection {
  constructor(private readonly _signal?: AbortSignal) {}

  /** It is there. */
  works(): void {
    this._tries = 0;
  }

  /**
   * It was lost: wait until it may be back. That is after a while, each time a longer one, but
   * at once where the browser says so, or the page is seen again; also when it is given up.
   */
  async mayBeBack(): Promise<void> {
    const wait = WAITS_MS[Math.min(this._tries, WAITS_MS.length - 1)];
    this._tries += 1;
    await new Promise<void>(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        window.removeEventListener('online', end);
        document.removeEventListener('visibilitychange', look);
        this._signal?.removeEventListener('abort', end);
        resolve();
      };
      const look = (): void => {
        if (document.visibilityState === 'visible') {
          end();
        }
      };
      const timer = setTimeout(end, wait);
      window.addEventListener('online', end);
      document.addEventListener('visibilitychange', look);
      this._signal?.addEventListener('abort', end);
    });
  }

  private _tries = 0;
}
