/** Lumino's grid, which tells when it has painted and fits columns to what is seen. */
import { DataGrid } from '@lumino/datagrid';
import { type IMessageHandler, type Message, MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { DirectPainter } from './directpainter';

/** The two regions that have columns of their own widths. */
export type Region = 'body' | 'row-header';

export interface ICanvasHost {
  /** Something was painted: other rows or columns may be in view. */
  painted(): void;
  /** The width that fits a column of a region. */
  fitting(region: Region, index: number): number;
}

export class GridCanvas extends DataGrid {
  constructor(private readonly _host: ICanvasHost) {
    super({ defaultSizes: DataGrid.defaultSizes });
    this.headerVisibility = 'all';
    const canvas = this.viewport.node.querySelector('canvas');
    this.painter = canvas && new DirectPainter(canvas);
  }

  /** Paints cells without the copies that Lumino makes; null where that cannot be. */
  readonly painter: DirectPainter | null;

  /** `null` fits the column: to the rows on the screen, where Lumino would ask for all. */
  override resizeColumn(region: Region, index: number, size: number | null): void {
    super.resizeColumn(region, index, size ?? this._host.fitting(region, index));
  }

  repaintHeader(): void {
    const last = this.columnCount('body') - 1;
    this.repaintRegion('column-header', 0, 0, 0, last);
    this.repaintRegion('corner-header', 0, 0, 0, this.columnCount('row-header') - 1);
  }

  /** Sets all widths and paints once, however many thousands of columns there are. */
  resizeColumns(region: Region, sizes: readonly number[]): void {
    const shown = this.isVisible;
    if (shown) {
      this.hide();
    }
    sizes.forEach((size, index) => {
      super.resizeColumn(region, index, size);
    });
    if (shown) {
      this.show();
    }
  }

  /** Pinned columns are always in view. */
  override scrollToColumn(column: number): void {
    if (column >= 0) {
      super.scrollToColumn(column);
    }
  }

  override scrollToCell(row: number, column: number): void {
    if (column >= 0) {
      super.scrollToCell(row, column);
    } else {
      this.scrollToRow(row);
    }
  }

  /** Takes the size of its node anew. */
  refit(): void {
    MessageLoop.postMessage(this, Widget.ResizeMessage.UnknownSize);
  }

  /** Made smaller, the grid shows fewer rows without painting any. */
  override messageHook(handler: IMessageHandler, msg: Message): boolean {
    const passOn = super.messageHook(handler, msg);
    if (handler === this.viewport && msg.type === 'resize') {
      this._host.painted();
    }
    return passOn;
  }

  protected override paintContent(
    x: number,
    y: number,
    width: number,
    height: number
  ): void {
    super.paintContent(x, y, width, height);
    this._host.painted();
  }
}
