/**
 * What a cell says: exact text for values as they come, in Arrow or in JSON.
 *
 * A formatter takes a value that is not null and a limit: where the text is
 * only to be painted, it may stop once it is longer than the limit. Copying
 * passes `Infinity`.
 */
import type { DataType, Field } from '@uwdata/flechette';
import { Type } from '@uwdata/flechette';

import type { Column } from './model';
import {
  dateText,
  fractionDigits,
  intervalText,
  timeText,
  timestampText
} from './time';

export type Formatter = (value: unknown, limit: number) => string;

/** How a NULL is painted; it is dimmed besides, and never the empty cell. */
export const NULL_MARK = '∅';

/** How many characters of a value are painted at the most. */
export const PAINTED = 300;

/** How many bytes of a BLOB are painted at the most. */
const PAINTED_BYTES = 24;

/** One line for painting: line breaks are seen as ⏎, long text ends in an ellipsis. */
export function painted(text: string): string {
  const cut = text.length > PAINTED ? `${text.slice(0, PAINTED)}…` : text;
  return cut.replace(/\r\n|\n|\r/g, '⏎').replace(/\t/g, '⇥');
}

/** A cell for text with tabs between cells; quoted as spreadsheets do where it must be. */
export function tabSeparated(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** The shortest text that reads back as the same double. */
export function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shortest text that reads back as the same single-precision float. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return doubleText(short);
    }
  }
  return doubleText(value);
}

/** The digits of `unscaled` / 10^`scale`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) {
    return String(unscaled * 10n ** BigInt(-scale));
  }
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale);
  return `${unscaled < 0n ? '-' : ''}${whole}.${digits.slice(-scale)}`;
}

/** `\x` and the bytes in hexadecimal; for painting the first few and how many there are. */
export function blobText(bytes: Uint8Array, limit: number): string {
  const shortened = bytes.length > PAINTED_BYTES && limit !== Infinity;
  const shown = shortened ? bytes.subarray(0, PAINTED_BYTES) : bytes;
  const hex = Array.from(shown, byte => byte.toString(16).padStart(2, '0')).join('');
  return shortened ? `\\x${hex}… (${bytes.length.toLocaleString()} B)` : `\\x${hex}`;
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function quoted(text: string, limit: number): string {
  return JSON.stringify(text.length > limit ? text.slice(0, limit) : text);
}

/** Writes parts one after the other, and no more of them once the limit is passed. */
function joined<T>(
  open: string,
  close: string,
  items: Iterable<T>,
  write: (item: T, limit: number) => string,
  limit: number
): string {
  let text = open;
  for (const item of items) {
    if (text.length > limit) {
      return `${text}…`;
    }
    text += (text === open ? '' : ', ') + write(item, limit);
  }
  return text + close;
}

/** Text for a value of which nothing but the JavaScript type is known. */
function plainText(value: unknown, limit: number): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Uint8Array) {
    return blobText(value, limit);
  }
  if (Array.isArray(value)) {
    return joined('[', ']', value, plainPart, limit);
  }
  if (typeof value === 'object' && value !== null) {
    return joined(
      '{',
      '}',
      Object.entries(value),
      ([name, part], rest) => `${quoted(name, rest)}: ${plainPart(part, rest)}`,
      limit
    );
  }
  return typeof value === 'number' ? doubleText(value) : String(value);
}

function plainPart(value: unknown, limit: number): string {
  return typeof value === 'string' ? quoted(value, limit) : plainText(value, limit);
}

/** Types whose text stands bare inside a list or a struct; others are quoted. */
const BARE: ReadonlySet<number> = new Set([
  Type.Bool,
  Type.Decimal,
  Type.FixedSizeList,
  Type.Float,
  Type.Int,
  Type.LargeList,
  Type.LargeListView,
  Type.List,
  Type.ListView,
  Type.Map,
  Type.Struct,
  Type.Union
]);

function partFormatter(type: DataType): Formatter {
  const whole = arrowFormatter(type);
  const bare = BARE.has(type.typeId);
  return (value, limit) =>
    value === null || value === undefined
      ? 'null'
      : bare
        ? whole(value, limit)
        : quoted(whole(value, limit), limit);
}

function listFormatter(field: Field | undefined): Formatter {
  const part = field ? partFormatter(field.type) : plainPart;
  return (value, limit) => joined('[', ']', value as Iterable<unknown>, part, limit);
}

function structFormatter(fields: Field[]): Formatter {
  const parts = fields.map(({ name, type }) => ({ name, text: partFormatter(type) }));
  return (value, limit) =>
    joined(
      '{',
      '}',
      parts,
      ({ name, text }, rest) =>
        `${quoted(name, rest)}: ${text((value as Record<string, unknown>)[name], rest)}`,
      limit
    );
}

function mapFormatter(entries: DataType): Formatter {
  const [key, item] = entries.typeId === Type.Struct ? entries.children : [];
  const keyText = key ? partFormatter(key.type) : plainPart;
  const itemText = item ? partFormatter(item.type) : plainPart;
  return (value, limit) =>
    joined(
      '{',
      '}',
      value as Iterable<[unknown, unknown]>,
      ([name, part], rest) => `${keyText(name, rest)}: ${itemText(part, rest)}`,
      limit
    );
}

/**
 * The formatter for an Arrow type. Values are as flechette extracts them with
 * 64-bit integers and timestamps as BigInt, decimals as unscaled integers.
 *
 * @param engineType - the engine's name of the type, where Arrow's says less
 */
export function arrowFormatter(type: DataType, engineType = ''): Formatter {
  switch (type.typeId) {
    case Type.Dictionary:
      return arrowFormatter(type.dictionary, engineType);
    case Type.RunEndEncoded:
      return arrowFormatter(type.children[1].type, engineType);
    case Type.Float:
      return type.precision < 2
        ? value => floatText(value as number)
        : value => doubleText(value as number);
    case Type.Decimal:
      return value => decimalText(BigInt(value as bigint | number), type.scale);
    case Type.Date:
      return value => dateText(Math.floor((value as number) / 86_400_000));
    case Type.Time: {
      const digits = fractionDigits(type.unit);
      return value => timeText(BigInt(value as bigint | number), digits);
    }
    case Type.Timestamp: {
      const digits = fractionDigits(type.unit);
      const zone = type.timezone === null || type.timezone === '' ? '' : '+00:00';
      return value => {
        const text = timestampText(value as bigint, digits);
        return text.endsWith('infinity') ? text : text + zone;
      };
    }
    case Type.Duration: {
      const scale = 10n ** BigInt(9 - fractionDigits(type.unit));
      return value => intervalText(0, 0, BigInt(value as bigint | number) * scale);
    }
    case Type.Interval:
      return value => {
        if (typeof value === 'number') {
          return intervalText(value, 0, 0n);
        }
        const parts = value as ArrayLike<number>;
        return parts.length === 3
          ? intervalText(parts[0] ?? 0, parts[1] ?? 0, BigInt(parts[2] ?? 0))
          : intervalText(0, parts[0] ?? 0, BigInt(parts[1] ?? 0) * 1_000_000n);
      };
    case Type.FixedSizeBinary:
      return engineType === 'UUID'
        ? value => uuidText(value as Uint8Array)
        : (value, limit) => blobText(value as Uint8Array, limit);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
      return (value, limit) => blobText(value as Uint8Array, limit);
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList:
      return listFormatter(type.children[0]);
    case Type.Struct:
      return structFormatter(type.children);
    case Type.Map:
      return mapFormatter(type.children[0].type);
    default:
      return plainText;
  }
}

interface IIntervalCell {
  months: number;
  days: number;
  nanoseconds: number | string;
}

/** The formatter for a column's cells in the contract's JSON encoding. */
export function cellFormatter(column: Column): Formatter {
  const type = column.type.toUpperCase();
  if (type === 'FLOAT') {
    return value => (typeof value === 'number' ? floatText(value) : String(value));
  }
  if (type.startsWith('TIMESTAMP') && column.kind === 'time') {
    return value => String(value).replace('T', ' ');
  }
  if (type === 'BLOB') {
    return (value, limit) =>
      blobText(
        Uint8Array.from(atob(String(value)), letter => letter.charCodeAt(0)),
        limit
      );
  }
  if (type === 'INTERVAL') {
    return value => {
      const { months, days, nanoseconds } = value as IIntervalCell;
      return intervalText(months, days, BigInt(nanoseconds));
    };
  }
  if (type.startsWith('MAP(') && !type.endsWith(']')) {
    return (value, limit) =>
      joined(
        '{',
        '}',
        value as Iterable<[unknown, unknown]>,
        ([name, part], rest) => `${plainPart(name, rest)}: ${plainPart(part, rest)}`,
        limit
      );
  }
  return plainText;
}
