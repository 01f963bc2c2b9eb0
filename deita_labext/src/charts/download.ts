/** A chart as a file. */

export type ChartFormat = 'png' | 'svg' | 'json';

export const CHART_FORMATS: readonly { format: ChartFormat; label: string }[] = [
  { format: 'png', label: 'PNG' },
  { format: 'svg', label: 'SVG' },
  { format: 'json', label: 'Vega-Lite (JSON)' }
];

const TYPES: Record<ChartFormat, string> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  json: 'application/json'
};

const SUFFIXES: Record<ChartFormat, string> = {
  png: 'png',
  svg: 'svg',
  json: 'vl.json'
};

/** Has the browser save `content` (base64 of a PNG, else text) under that name. */
export function saveChart(name: string, format: ChartFormat, content: string): void {
  const bytes =
    format === 'png'
      ? Uint8Array.from(atob(content), byte => byte.charCodeAt(0))
      : content;
  const url = URL.createObjectURL(new Blob([bytes], { type: TYPES[format] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${SUFFIXES[format]}`;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
