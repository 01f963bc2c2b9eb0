/** JupyterLab's theme as Vega needs it: plain colours and fonts, read at run time. */

/** Colours and fonts of a chart, for one theme. Sizes are CSS pixels. */
export interface IChartTheme {
  background: string;
  text: string;
  dim: string;
  line: string;
  accent: string;
  /** From few to many. */
  ramp: string[];
  font: string;
  fontSize: number;
}

type Color = readonly [red: number, green: number, blue: number];

/** Reads the theme from a node that is in the page. */
export function readTheme(node: HTMLElement): IChartTheme {
  const probe = node.ownerDocument.createElement('span');
  node.append(probe);
  const color = (name: string): Color => {
    probe.style.color = `var(--jp-${name})`;
    return channels(getComputedStyle(probe).color);
  };
  const computed = getComputedStyle(node);
  const background = color('layout-color1');
  const accent = color('brand-color1');
  const text = color('ui-font-color1');
  const theme: IChartTheme = {
    background: css(background),
    text: css(mixed(background, text, 0.87)),
    dim: css(mixed(background, text, 0.66)),
    line: css(mixed(background, text, 0.11)),
    accent: css(accent),
    ramp: [0.08, 0.3, 0.55, 0.8].map(part => css(mixed(background, accent, part))),
    font: computed.fontFamily,
    fontSize: Number.parseFloat(computed.fontSize) || 13
  };
  theme.ramp.push(css(mixed(accent, text, 0.35)));
  probe.remove();
  return theme;
}

/** Vega-Lite's configuration for a theme. */
export function configOf(theme: IChartTheme): Record<string, unknown> {
  const { background, text, dim, line, accent, ramp, font, fontSize } = theme;
  const small = Math.max(10, Math.round(fontSize * 0.85));
  const words = {
    labelColor: dim,
    labelFontSize: small,
    titleColor: text,
    titleFontSize: small,
    titleFontWeight: 600
  };
  return {
    background,
    font,
    padding: { left: 10, right: 18, top: 12, bottom: 8 },
    view: { stroke: 'transparent' },
    title: { color: text, fontSize: fontSize + 1, fontWeight: 600, anchor: 'start' },
    axis: {
      ...words,
      domainColor: line,
      gridColor: line,
      tickColor: line,
      titlePadding: 10,
      labelOverlap: 'parity',
      labelSeparation: 6,
      labelFlush: false
    },
    axisBand: { grid: false, ticks: false, labelPadding: 6, labelSeparation: 0 },
    legend: { ...words, symbolStrokeWidth: 2, titlePadding: 6 },
    mark: { color: accent },
    bar: { fill: accent },
    line: { stroke: accent, strokeWidth: 1.75, strokeJoin: 'round' },
    area: { fill: accent, fillOpacity: 0.75, line: { strokeWidth: 1.25 } },
    point: { fill: accent, filled: true, size: 30 },
    circle: { fill: accent },
    rule: { stroke: dim },
    range: { ramp, heatmap: ramp, ordinal: ramp.slice(1) }
  };
}

function channels(color: string): Color {
  const found = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(color);
  return found === null
    ? [128, 128, 128]
    : [Number(found[1]), Number(found[2]), Number(found[3])];
}

function mixed(from: Color, to: Color, part: number): Color {
  const at = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * part;
  return [at(0), at(1), at(2)];
}

function css(color: Color): string {
  return `rgb(${color.map(Math.round).join(', ')})`;
}
