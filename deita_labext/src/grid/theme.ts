/** JupyterLab's theme as a canvas needs it: plain colours and fonts, read at run time. */
import type { DataGrid } from '@lumino/datagrid';

import type { IHeaderSizes } from './headerparts';

/** Colours, fonts and sizes of the grid, for one theme. Sizes are CSS pixels. */
export interface IGridTheme {
  style: DataGrid.Style;
  text: string;
  dim: string;
  faint: string;
  failed: string;
  font: string;
  dimFont: string;
  headerFont: string;
  typeFont: string;
  fontSize: number;
  markSize: number;
  rowHeight: number;
  header: IHeaderSizes;
  /** Bars of histograms and shares of values: as they are, chosen, and of other rows. */
  bar: string;
  chosen: string;
  rest: string;
  onBar: string;
  onChosen: string;
}

/**
 * Reads the theme from a node that is in the page and has the grid's class; its
 * font is the cells' font.
 */
export function readTheme(node: HTMLElement): IGridTheme {
  const computed = getComputedStyle(node);
  const color = (name: string): string =>
    computed.getPropertyValue(`--jp-${name}`).trim();
  const translucent = (name: string, alpha: number): string =>
    withAlpha(node, color(name), alpha);

  const fontSize = Number.parseFloat(computed.fontSize) || 13;
  const family = computed.fontFamily;
  const smaller = Math.max(10, Math.round(fontSize * 0.85));
  const background = color('layout-color1');
  const line = color('border-color2');
  const headerLine = color('border-color1');
  const accent = 'brand-color1';

  return {
    style: {
      voidColor: background,
      backgroundColor: background,
      gridLineColor: line,
      verticalGridLineColor: line,
      horizontalGridLineColor: line,
      headerBackgroundColor: color('layout-color2'),
      headerGridLineColor: headerLine,
      headerVerticalGridLineColor: headerLine,
      headerHorizontalGridLineColor: headerLine,
      selectionFillColor: translucent(accent, 0.16),
      selectionBorderColor: color(accent),
      cursorFillColor: translucent(accent, 0.08),
      cursorBorderColor: color(accent),
      headerSelectionFillColor: translucent(accent, 0.16),
      headerSelectionBorderColor: translucent(accent, 0.5)
    },
    text: color('ui-font-color1'),
    dim: color('ui-font-color2'),
    faint: translucent('ui-font-color2', 0.14),
    failed: translucent('error-color1', 0.35),
    font: `${fontSize}px ${family}`,
    dimFont: `${smaller}px ${family}`,
    headerFont: `600 ${fontSize}px ${family}`,
    typeFont: `${smaller}px ${family}`,
    fontSize,
    markSize: Math.round(fontSize * 1.1),
    rowHeight: Math.round(fontSize * 1.85),
    header: {
      height: Math.round(fontSize * 5.6),
      chartTop: Math.round(fontSize * 1.75),
      chartBottom: Math.round(fontSize * 3.85)
    },
    bar: translucent(accent, 0.4),
    chosen: color(accent),
    rest: translucent('ui-font-color2', 0.22),
    onBar: color('ui-font-color0'),
    onChosen: color('ui-inverse-font-color0')
  };
}

/** The colour with another opacity, as a canvas understands it. */
function withAlpha(node: HTMLElement, color: string, alpha: number): string {
  const probe = node.ownerDocument.createElement('span');
  probe.style.color = color;
  node.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  const channels = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(resolved);
  return channels
    ? `rgba(${channels.slice(1).join(', ')}, ${alpha})`
    : `color-mix(in srgb, ${resolved} ${alpha * 100}%, transparent)`;
}
