import type { TranslationBundle } from '@jupyterlab/translation';

/** A number with the thousands marked as the person's language does. */
export function formatCount(count: number): string {
  return count.toLocaleString();
}

/** A size as a person reads it: 12.4 MB. Units of 1000, as file managers have them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 99.95 ? 1 : 0;
  const text = value.toLocaleString(undefined, { maximumFractionDigits: digits });
  return `${text} ${units[unit] ?? ''}`;
}

/** The time left, coarsely: seconds below one and a half minutes, then minutes, then hours. */
export function formatTimeLeft(seconds: number, trans: TranslationBundle): string {
  if (seconds < 90) {
    return trans.__('%1 s left', Math.max(1, Math.round(seconds)));
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? trans.__('%1 min left', minutes)
    : trans.__('%1 h left', Math.round(minutes / 60));
}
