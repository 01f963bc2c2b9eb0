/** A server's specification, made to fit a theme and a place. */
import type { JSONObject } from '@lumino/coreutils';

/** A Vega-Lite specification with its data in it. */
export type Spec = Readonly<Record<string, unknown>>;

export type Part = Record<string, unknown>;

/** Pixels that a character of a label takes, about. */
const CHARACTER = 6.5;
/** Pixels that a lying bar needs for its label. */
const LINE = 16;
/** Pixels beside the marks for an axis. */
const AXIS = 60;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The records of a specification's data. */
export function recordsOf(spec: Spec): Part[] {
  const values = isPart(spec.data) ? spec.data.values : null;
  return Array.isArray(values) ? values.filter(isPart) : [];
}

/** What the specification says in words. */
export function descriptionOf(spec: Spec): string {
  return typeof spec.description === 'string' ? spec.description : '';
}

/**
 * The specification as it is drawn in a place of that size, with the theme's
 * configuration. Where lying bars need more height than there is, it is higher.
 */
export function fitted(
  spec: Spec,
  config: Readonly<Record<string, unknown>>,
  width: number,
  height: number
): JSONObject {
  const copy = JSON.parse(JSON.stringify(spec)) as Part;
  const records = recordsOf(copy);
  for (const encoding of encodings(copy)) {
    fitLabels(encoding, records, width);
    fitLegend(encoding, width);
  }
  const lines = isNominal(encodings(copy)[0]?.y) ? labels(records, 'y', copy) : 0;
  const own = isPart(copy.config) ? copy.config : {};
  return {
    ...copy,
    width: Math.max(80, Math.floor(width)),
    height: Math.max(80, Math.floor(height), lines * LINE + AXIS),
    autosize: { type: 'fit', contains: 'padding' },
    config: { ...config, ...own }
  } as JSONObject;
}

/** What the marks show by what: of each layer. */
export function encodings(spec: Part): Part[] {
  const layers: unknown[] = Array.isArray(spec.layer) ? spec.layer : [spec];
  return layers
    .filter(isPart)
    .map(layer => layer.encoding)
    .filter(isPart);
}

const isNominal = (channel: unknown): channel is Part =>
  isPart(channel) && channel.type === 'nominal';

/** How many labels stand along a direction. */
function labels(records: Part[], name: 'x' | 'y', spec: Part): number {
  const channel = encodings(spec)[0]?.[name];
  const field = isPart(channel) ? String(channel.field) : name;
  return new Set(records.map(record => record[field])).size;
}

/** Labels side by side are turned where they would meet, and some left out where even so. */
function fitLabels(encoding: Part, records: Part[], width: number): void {
  const x = encoding.x;
  if (!isNominal(x)) {
    return;
  }
  const texts = [...new Set(records.map(record => String(record[String(x.field)])))];
  const room = Math.max(1, (width - AXIS) / Math.max(1, texts.length));
  const longest = Math.min(24, Math.max(0, ...texts.map(text => text.length)));
  const axis = isPart(x.axis) ? x.axis : {};
  if (longest * CHARACTER + 8 <= room) {
    x.axis = { ...axis, labelAngle: 0 };
  } else {
    x.axis = { ...axis, labelAngle: room < 2 * LINE ? -90 : -40, labelLimit: 120 };
  }
}

/** A legend above the marks has as many columns as there is room for. */
function fitLegend(encoding: Part, width: number): void {
  const color = encoding.color;
  if (!isPart(color) || !isPart(color.legend) || color.legend.orient !== 'top') {
    return;
  }
  const domain = isPart(color.scale) ? color.scale.domain : null;
  const texts = Array.isArray(domain) ? domain.map(String) : [];
  const longest = Math.min(24, Math.max(0, ...texts.map(text => text.length)));
  const columns = Math.floor((width - AXIS) / (longest * CHARACTER + 34));
  color.legend = { ...color.legend, columns: Math.max(1, columns) };
}
