/** JupyterLab's theme as a canvas needs it: plain colours and fonts, read at run time. */
import type { DataGrid } from '@lumino/datagrid';

import { isLight, mixed, opacityFor, type Rgb } from './contrast';
import type { IHeaderSizes } from './headerparts';

/** What graphics need against what is beside them (WCAG 1.4.11). */
const SEEN = 3;

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
  const strong = wantsContrast(node);
  /** A bar, and the text on it; seen as well as graphics and text must be where it is wanted. */
  const bar = (name: string, alpha: number, text: string): [string, string] => {
    const [shown, on] = [rgbOf(node, color(name)), rgbOf(node, color('layout-color2'))];
    if (!strong || shown === null || on === null) {
      return [translucent(name, alpha), color(text)];
    }
    const enough = opacityFor(shown, on, SEEN, alpha);
    const dark = isLight(mixed(shown, on, enough));
    return [translucent(name, enough), dark ? 'black' : 'white'];
  };

  const fontSize = Number.parseFloat(computed.fontSize) || 13;
  const family = computed.fontFamily;
  const smaller = Math.max(10, Math.round(fontSize * 0.85));
  const background = color('layout-color1');
  const line = color('border-color2');
  const headerLine = color('border-color1');
  const accent = 'brand-color1';
  const [valueBar, onBar] = bar(accent, 0.4, 'ui-font-color0');
  const [chosen, onChosen] = bar(accent, 1, 'ui-inverse-font-color0');
  const [rest] = bar('ui-font-color2', 0.22, 'ui-font-color0');

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
    bar: valueBar,
    chosen,
    rest,
    onBar,
    onChosen
  };
}

/** The colour with another opacity, as a canvas understands it. */
function withAlpha(node: HTMLElement, color: string, alpha: number): string {
  const channels = rgbOf(node, color);
  return channels
    ? `rgba(${channels.join(', ')}, ${alpha})`
    : `color-mix(in srgb, ${resolve(node, color)} ${alpha * 100}%, transparent)`;
}

/** A colour's channels; null of one that is not of this kind. */
function rgbOf(node: HTMLElement, color: string): Rgb | null {
  const found = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(resolve(node, color));
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
}

function resolve(node: HTMLElement, color: string): string {
  const probe = node.ownerDocument.createElement('span');
  probe.style.color = color;
  node.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Whether the theme, or the person's system, is one of high contrast. */
function wantsContrast({ ownerDocument }: HTMLElement): boolean {
  const { body, defaultView } = ownerDocument;
  return (
    /high contrast/i.test(body.dataset.jpThemeName ?? '') ||
    defaultView?.matchMedia('(prefers-contrast: more)').matches === true
  );
}
