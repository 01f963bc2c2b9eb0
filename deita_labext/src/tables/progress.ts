/**
 * Estimates the seconds left of work whose share done (0..1) is told from time to
 * time: the mean speed since the first telling. Null in the first second, and
 * before anything was done.
 */
export class TimeLeft {
  constructor(private readonly _now: () => number = Date.now) {}

  /** Tell the share done; gives the seconds left, or null. */
  update(share: number): number | null {
    const now = this._now();
    if (this._first === null || share < this._first.share) {
      this._first = { share, at: now };
      return null;
    }
    const done = share - this._first.share;
    const seconds = (now - this._first.at) / 1000;
    return done > 0 && seconds >= 1 ? (seconds * (1 - share)) / done : null;
  }

  private _first: { share: number; at: number } | null = null;
}
