/** Reads out the cell that the cursor rests on, and once more when it has come. */
import { type CellText, PENDING } from './model';
import type { ISpokenCell, Speech } from './speech';

/** Milliseconds that the cursor rests before the cell is read out. */
const READ_OUT = 200;

/** A cell: its row from 0, its column among the columns as they come. */
export interface ICellPlace {
  row: number;
  column: number;
}

export class CellReader {
  constructor(
    private readonly _speech: Speech,
    private readonly _cell: (place: ICellPlace) => ISpokenCell | null
  ) {}

  /** The cursor is on another cell. */
  moved(place: ICellPlace): void {
    this.forget();
    this._next = place;
    this._resting = setTimeout(() => this.catchUp(), READ_OUT);
  }

  /** Reads out at once what the cursor is to rest on: what is said next comes behind it. */
  catchUp(): void {
    clearTimeout(this._resting);
    if (this._next) {
      const place = this._next;
      this._next = null;
      this._read(place);
    }
  }

  /** Rows came: the cell that was read out as loading may be among them. */
  rowsCame(text: (place: ICellPlace) => CellText): void {
    if (this._awaited && text(this._awaited) !== PENDING) {
      this._read(this._awaited);
    }
  }

  /** The rows are others: nothing is to be read out of those before. */
  forget(): void {
    clearTimeout(this._resting);
    this._next = null;
    this._awaited = null;
  }

  private _read(place: ICellPlace): void {
    const cell = this._cell(place);
    if (cell) {
      this._awaited = cell.value === PENDING ? place : null;
      this._speech.show(cell);
      this._speech.say(this._speech.sentence(cell));
    }
  }

  private _awaited: ICellPlace | null = null;
  private _next: ICellPlace | null = null;
  private _resting: ReturnType<typeof setTimeout> | undefined;
}
