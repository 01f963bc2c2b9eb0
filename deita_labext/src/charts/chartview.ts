/** A drawing of the server, in JupyterLab's theme and as large as there is room. */
import '../../style/charts.css';

import type { IThemeManager } from '@jupyterlab/apputils';
import {
  type IRenderMimeRegistry,
  type IRenderMime,
  MimeModel
} from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';

import { VEGALITE_TYPE } from './mimetypes';
import { calendar } from './labels';
import { configOf, readTheme } from './theme';
import { inWords } from './said';
import { descriptionOf, fitted, type Spec } from './spec';

/** Milliseconds of rest after which a chart is drawn in its new size. */
const REST = 120;
/** Pixels of a picture for one of the screen. */
const SCALE = 2;

/**
 * Draws one specification after the other by JupyterLab's Vega-Lite renderer, which is
 * loaded with the first. Its pictures are what is on the screen.
 */
export class ChartView extends Widget {
  constructor(private readonly _options: ChartView.IOptions) {
    super();
    this.addClass('deita-Chart');
    // Where it is higher than its place, it is scrolled by keys.
    this.node.tabIndex = 0;
    this.layout = new PanelLayout();
    _options.themes?.themeChanged.connect(this._later, this);
  }

  /** The specification that is shown. */
  get spec(): Spec | null {
    return this._spec;
  }

  set spec(spec: Spec | null) {
    this._spec = spec;
    this._draw();
  }

  /** Resolves when what is to be seen is drawn. */
  get drawn(): Promise<void> {
    return this._drawn;
  }

  /** What is shown as an SVG document. Throws where nothing is. */
  svg(): string {
    const svg = this.node.querySelector('svg');
    if (svg === null) {
      throw new Error(this._options.trans.__('There is no chart yet.'));
    }
    const copy = svg.cloneNode(true) as SVGElement;
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    return new XMLSerializer().serializeToString(copy);
  }

  /** What is shown as a PNG in base64. Throws where nothing is. */
  async png(): Promise<string> {
    await this._drawn;
    if (this._png === null) {
      throw new Error(this._options.trans.__('There is no chart yet.'));
    }
    return this._png;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    window.clearTimeout(this._timer);
    this._options.themes?.themeChanged.disconnect(this._later, this);
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    // Also where the page around it changes, of which nobody tells a widget.
    this._observer = new ResizeObserver(() => this._later());
    this._observer.observe(this.node);
    this._draw();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._observer?.disconnect();
    super.onBeforeDetach(msg);
  }

  private _later(): void {
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => this._draw(), REST);
  }

  private _draw(): void {
    window.clearTimeout(this._timer);
    this._drawn = this._drawn.then(() => this._render());
  }

  /** Draws; what goes wrong is shown. */
  private async _render(): Promise<void> {
    const { _spec: spec } = this;
    if (this.isDisposed || spec === null || !this.isVisible) {
      return;
    }
    const { clientWidth: width, clientHeight: height } = this.node;
    if (width === 0 || height === 0) {
      return;
    }
    const theme = readTheme(this.node);
    const said = inWords(spec, this._options.trans);
    const locale = { time: calendar(this._options.trans) };
    const shown = fitted(said, { ...configOf(theme), locale }, width, height);
    const drawn = JSON.stringify(shown);
    if (drawn === this._last) {
      return;
    }
    const renderer = this._renderer ?? this._create();
    const model = new MimeModel({
      data: { [VEGALITE_TYPE]: shown },
      metadata: {
        [VEGALITE_TYPE]: {
          embed_options: { renderer: 'svg', actions: false, scaleFactor: SCALE }
        }
      },
      callback: ({ data }) => {
        const png = data?.['image/png'];
        this._png = typeof png === 'string' ? png : null;
      }
    });
    try {
      this._png = null;
      await renderer.renderModel(model);
      this._last = drawn;
      this.node.dataset.drawn = 'true';
    } catch (reason) {
      this._last = '';
      const { trans } = this._options;
      renderer.node.textContent = trans.__(
        'This chart cannot be drawn: %1',
        String(reason)
      );
    }
    renderer.node.setAttribute('role', 'figure');
    renderer.node.setAttribute('aria-label', descriptionOf(said));
  }

  private _create(): IRenderMime.IRenderer {
    const renderer = this._options.rendermime.createRenderer(VEGALITE_TYPE);
    renderer.addClass('deita-Chart-marks');
    (this.layout as PanelLayout).addWidget(renderer);
    this._renderer = renderer;
    return renderer;
  }

  private _spec: Spec | null = null;
  private _renderer: IRenderMime.IRenderer | null = null;
  private _drawn: Promise<void> = Promise.resolve();
  private _last = '';
  private _png: string | null = null;
  private _observer: ResizeObserver | null = null;
  private _timer = 0;
}

export namespace ChartView {
  export interface IOptions {
    rendermime: IRenderMimeRegistry;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}
