/**
 * Cells painted where they are seen.
 *
 * Lumino paints each cell on a canvas aside and copies it from there. Without a graphics card a
 * browser copies that whole canvas, of 4 MB and more, for each cell: of the time that it took to
 * paint a page of cells, nine tenths were these copies. So a cell is painted when its copy is
 * asked for, within the same bounds, and nothing is copied.
 */
import { CellRenderer, type GraphicsContext } from '@lumino/datagrid';

type Copy = [
  source: CanvasImageSource,
  x: number,
  y: number,
  width: number,
  height: number
];

export class DirectPainter {
  /** `canvas` is the one that is seen. */
  constructor(private readonly _canvas: HTMLCanvasElement) {
    const gc = _canvas.getContext('2d');
    if (gc) {
      const copy = gc.drawImage.bind(gc) as (...args: unknown[]) => void;
      gc.drawImage = (...args: unknown[]): void => {
        const paint = this._paint;
        this._paint = null;
        if (paint && args.length === 9 && args[0] !== _canvas) {
          this._within(gc, args as unknown as Copy, paint);
        } else {
          copy(...args);
        }
      };
      this._works = true;
    }
  }

  /** Paints as `renderer` does, directly. */
  of(renderer: CellRenderer): CellRenderer {
    return this._works
      ? new DirectRenderer(renderer, paint => (this._paint = paint))
      : renderer;
  }

  /** The place is in the canvas's own pixels, what is painted in the page's. */
  private _within(
    gc: CanvasRenderingContext2D,
    [, x, y, width, height]: Copy,
    paint: Paint
  ): void {
    const ratio = this._canvas.width / parseFloat(this._canvas.style.width) || 1;
    gc.save();
    gc.beginPath();
    gc.rect(x, y, width, height);
    gc.clip();
    gc.scale(ratio, ratio);
    try {
      // What Lumino wraps a context in has no more than the context itself.
      paint(gc as unknown as GraphicsContext);
    } finally {
      gc.restore();
    }
  }

  private _paint: Paint | null = null;
  private _works = false;
}

type Paint = (gc: GraphicsContext) => void;

class DirectRenderer extends CellRenderer {
  constructor(
    private readonly _renderer: CellRenderer,
    private readonly _later: (paint: Paint) => void
  ) {
    super();
  }

  /** Lumino copies the cell right afterwards, before it goes on to the next one. */
  override paint(_: GraphicsContext, config: CellRenderer.CellConfig): void {
    this._later(gc => this._renderer.paint(gc, config));
  }
}
