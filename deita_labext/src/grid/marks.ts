/** The marks of the kinds of columns on a canvas: the same icons as in the data browser. */
import type { GraphicsContext } from '@lumino/datagrid';

import type { Column } from '../api/contract';
import { kindIcons } from '../icons';

type Kind = Column['kind'];

export class Marks {
  /**
   * @param _color - the colour of the strokes
   * @param size - width and height in pixels
   * @param _loaded - called when marks can be painted that could not before
   */
  constructor(
    private readonly _color: string,
    readonly size: number,
    private readonly _loaded: () => void
  ) {}

  /** Paints the mark with its left edge at `x` and its middle at `y`. */
  paint(gc: GraphicsContext, kind: Kind, x: number, y: number): void {
    let image = this._images.get(kind);
    if (!image) {
      image = this._load(kind);
      this._images.set(kind, image);
    }
    if (image.complete && image.naturalWidth > 0) {
      gc.drawImage(image, x, y - this.size / 2, this.size, this.size);
    }
  }

  private _load(kind: Kind): HTMLImageElement {
    const { documentElement: svg } = new DOMParser().parseFromString(
      kindIcons[kind].svgstr,
      'image/svg+xml'
    );
    // Twice the size, so that it stays sharp on fine screens.
    svg.setAttribute('width', String(2 * this.size));
    svg.setAttribute('height', String(2 * this.size));
    for (const node of svg.querySelectorAll('[stroke]')) {
      node.setAttribute('stroke', this._color);
    }
    const image = new Image();
    image.addEventListener('load', this._loaded, { once: true });
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
    return image;
  }

  private readonly _images = new Map<Kind, HTMLImageElement>();
}
