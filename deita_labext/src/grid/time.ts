/** The text of dates, times and intervals, exact and in the engine's own notation. */

const pad = (value: number | bigint, digits = 2): string =>
  String(value).padStart(digits, '0');

/** The largest day and time that the engine uses to mean "for ever". */
const ENDLESS_DAYS = 2_147_483_647;
const ENDLESS_UNITS = 9_223_372_036_854_775_807n;

/**
 * `2013-01-31` for a number of days since 1970-01-01 in the proleptic Gregorian
 * calendar; years before 1 as `0044-03-15 (BC)`.
 *
 * The rule is Howard Hinnant's `civil_from_days`; a JavaScript Date ends at the
 * year 275760, the engine's dates do not.
 */
export function dateText(days: number): string {
  if (Math.abs(days) === ENDLESS_DAYS) {
    return days > 0 ? 'infinity' : '-infinity';
  }
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365
  );
  const dayOfYear =
    dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const beforeChrist = year <= 0;
  const text = `${pad(beforeChrist ? 1 - year : year, 4)}-${pad(month)}-${pad(day)}`;
  return beforeChrist ? `${text} (BC)` : text;
}

/** How many digits a fraction of a second has in Arrow's time units (s, ms, µs, ns). */
export function fractionDigits(unit: number): number {
  return unit * 3;
}

/**
 * `05:15:00`, with a fraction only where there is one.
 *
 * @param units - the time since midnight, not negative, in units of 10^-`digits` s
 */
export function timeText(units: bigint, digits: number): string {
  const second = 10n ** BigInt(digits);
  const whole = units / second;
  const text = `${pad(whole / 3600n)}:${pad((whole / 60n) % 60n)}:${pad(whole % 60n)}`;
  const fraction = units % second;
  return fraction === 0n ? text : `${text}.${pad(fraction, digits).replace(/0+$/, '')}`;
}

/** `2013-01-31 05:15:00` for units of 10^-`digits` seconds since 1970-01-01 00:00. */
export function timestampText(units: bigint, digits: number): string {
  if (units === ENDLESS_UNITS || units === -ENDLESS_UNITS) {
    return units > 0n ? 'infinity' : '-infinity';
  }
  const day = 86_400n * 10n ** BigInt(digits);
  let days = units / day;
  let rest = units % day;
  if (rest < 0n) {
    days -= 1n;
    rest += day;
  }
  return `${dateText(Number(days))} ${timeText(rest, digits)}`;
}

/** `1 year 2 months 3 days 04:05:06.5`; `00:00:00` where there is nothing. */
export function intervalText(
  months: number,
  days: number,
  nanoseconds: bigint
): string {
  const years = Math.trunc(months / 12);
  const parts = [
    [years, 'year'] as const,
    [months - years * 12, 'month'] as const,
    [days, 'day'] as const
  ]
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`);
  if (nanoseconds !== 0n || parts.length === 0) {
    const time = timeText(nanoseconds < 0n ? -nanoseconds : nanoseconds, 9);
    parts.push(nanoseconds < 0n ? `-${time}` : time);
  }
  return parts.join(' ');
}
