/** Copies what is selected: fetches the rows that it takes, up to a bound that is said. */
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { type CopyFormat, copyText } from './copytext';
import type { Grid } from './grid';
import type { ICells } from './ranges';

/** How many cells can be copied at once. */
export const COPY_LIMIT = 100_000;

export class Copier {
  constructor(
    private readonly _grid: Grid,
    private readonly _trans: TranslationBundle
  ) {}

  /** Copies the selected cells, range below range. */
  async copy(format: CopyFormat, header = false): Promise<void> {
    const trans = this._trans;
    const ranges = this._grid.selected.cells;
    const cells = ranges.reduce((sum, range) => sum + sizeOf(range), 0);
    if (cells === 0) {
      return;
    }
    if (cells > COPY_LIMIT) {
      this._warn(
        trans.__(
          '%1 cells are too many to copy; %2 can be. Export gives all rows.',
          cells.toLocaleString(),
          COPY_LIMIT.toLocaleString()
        )
      );
      return;
    }
    try {
      const texts = await Promise.all(
        ranges.map(range => this._text(range, format, header))
      );
      Clipboard.copyToSystem(texts.join('\n'));
      this._grid.say(
        cells === 1
          ? trans.__('Copied')
          : trans.__('%1 cells copied', cells.toLocaleString())
      );
    } catch {
      this._warn(trans.__('The rows to copy could not be fetched. Try again.'));
    }
  }

  private async _text(
    { first, last, columns: positions }: ICells,
    format: CopyFormat,
    header: boolean
  ): Promise<string> {
    const { model } = this._grid;
    const left = Math.min(...positions);
    const right = Math.max(...positions);
    const texts = await model.texts(first, last, left, right);
    const rows = texts.map(row => positions.map(index => row[index - left] ?? null));
    const columns = positions.flatMap(index => model.columns[index] ?? []);
    return copyText(format, rows, columns, header);
  }

  private _warn(message: string): void {
    Notification.warning(message, { autoClose: 6000 });
  }
}

function sizeOf({ first, last, columns }: ICells): number {
  return (last - first + 1) * columns.length;
}
