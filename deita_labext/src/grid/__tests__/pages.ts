/** Pages of numbers as the server would send them, with every request on record. */
import { int32, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';

import type { Column } from '../model';
import type { IRawPage } from '../pageddatamodel';

export const COLUMNS: Column[] = [
  { name: 'n', type: 'INTEGER', kind: 'number' },
  { name: 'word', type: 'VARCHAR', kind: 'text' }
];

interface IRequest {
  offset: number;
  limit: number;
  signal: AbortSignal;
  answer: () => Promise<void>;
  fail: (error: Error) => Promise<void>;
}

/** Row `i` is `(i, "row i")`; every answer waits until the test lets it go. */
export class NumbersServer {
  constructor(
    public written: number,
    public rowCount: number | null = written
  ) {}

  readonly requests: IRequest[] = [];

  get offsets(): number[] {
    return this.requests.map(request => request.offset);
  }

  /** The requests that neither were answered nor given up. */
  get open(): IRequest[] {
    return this.requests.filter(
      request => !this._done.has(request) && !request.signal.aborted
    );
  }

  readonly fetch = (
    offset: number,
    limit: number,
    signal: AbortSignal
  ): Promise<IRawPage> =>
    new Promise((resolve, reject) => {
      const request: IRequest = {
        offset,
        limit,
        signal,
        answer: () => {
          this._done.add(request);
          resolve(this._page(offset, limit));
          return settled();
        },
        fail: error => {
          this._done.add(request);
          reject(error);
          return settled();
        }
      };
      signal.addEventListener('abort', () => reject(new Error('aborted')));
      this.requests.push(request);
    });

  /** Answers until nothing is asked any more. */
  async answerAll(): Promise<void> {
    for (let request = this.open[0]; request; request = this.open[0]) {
      await request.answer();
    }
  }

  private _page(offset: number, limit: number): IRawPage {
    const rows = Math.max(0, Math.min(limit, this.written - offset));
    const numbers = Array.from({ length: rows }, (_, index) => offset + index);
    const table = tableFromArrays(
      { n: numbers, word: numbers.map(number => `row ${number}`) },
      { types: { n: int32(), word: utf8() } }
    );
    const bytes = tableToIPC(table, { format: 'stream' });
    if (!bytes) {
      throw new Error('no bytes');
    }
    return { data: bytes.slice().buffer, rowCount: this.rowCount };
  }

  private readonly _done = new Set<IRequest>();
}

/** Lets everything that waits on resolved promises go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
