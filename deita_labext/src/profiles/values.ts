/**
 * A value of a profile as a person reads it: floats with few digits, times without
 * their T. Null where there is none.
 */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'number') {
    // Four digits are as often a year.
    const useGrouping = Math.abs(value) >= 10_000;
    return Number.isInteger(value) && Math.abs(value) < 1e15
      ? value.toLocaleString(undefined, { useGrouping })
      : value.toLocaleString(undefined, { useGrouping, maximumSignificantDigits: 6 });
  }
  if (typeof value === 'string') {
    const time = /^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(.*)$/.exec(value);
    if (time !== null) {
      const [, day = '', minutes = '', seconds = '', , zone = ''] = time;
      const clock = `${minutes}${seconds === ':00' ? '' : seconds}`;
      return clock === '00:00' && zone === '' ? day : `${day} ${clock}${zone}`;
    }
    return value;
  }
  return JSON.stringify(value);
}
