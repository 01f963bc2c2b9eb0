/** What a cell really is, so that it is shown as that: JSON, an image, bytes, text. No DOM. */
import type { Column } from '../api/contract';

export type Inspection =
  | { kind: 'null' }
  | { kind: 'text'; text: string }
  | { kind: 'json'; text: string }
  | { kind: 'image'; mime: string; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> };

/** Longer text is not read as JSON: the browser would stand still. */
const LONGEST_JSON = 5_000_000;

/** The exact text of a cell, as the grid copies it, for what it is. */
export function inspect(column: Column, text: string | null): Inspection {
  if (text === null) {
    return { kind: 'null' };
  }
  if (column.kind === 'binary' || column.type === 'BLOB') {
    const bytes = bytesOf(text);
    const mime = imageType(bytes);
    return mime ? { kind: 'image', mime, bytes } : { kind: 'bytes', bytes };
  }
  return dataUrl(text) ?? svg(text) ?? json(column, text) ?? { kind: 'text', text };
}

/** The bytes of `\x` and hexadecimal digits. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.startsWith('\\x') ? text.slice(2) : text;
  const bytes = new Uint8Array(Math.floor(digits.length / 2));
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

/** The type of an image that a browser shows, by its first bytes; null for anything else. */
export function imageType(bytes: Uint8Array): string | null {
  const begins = (from: number, ...expected: number[]): boolean =>
    expected.every((byte, at) => bytes[from + at] === byte);
  if (begins(0, 0x89, 0x50, 0x4e, 0x47)) {
    return 'image/png';
  }
  if (begins(0, 0xff, 0xd8, 0xff)) {
    return 'image/jpeg';
  }
  if (begins(0, 0x47, 0x49, 0x46, 0x38)) {
    return 'image/gif';
  }
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) {
    return 'image/webp';
  }
  const head = new TextDecoder().decode(bytes.subarray(0, 300));
  return isSvg(head) ? 'image/svg+xml' : null;
}

const isSvg = (text: string): boolean =>
  /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/i.test(
    text.slice(0, 300)
  );

const IMAGE_URL = /^data:(image\/(?:png|jpeg|gif|webp|svg\+xml))(;base64)?,/i;

function dataUrl(text: string): Inspection | null {
  const match = IMAGE_URL.exec(text);
  const [head, mime, base64] = match ?? [];
  if (!head || !mime) {
    return null;
  }
  try {
    const body = text.slice(head.length);
    const bytes = base64
      ? Uint8Array.from(atob(body), letter => letter.charCodeAt(0))
      : new TextEncoder().encode(decodeURIComponent(body));
    return { kind: 'image', mime: mime.toLowerCase(), bytes };
  } catch {
    return null;
  }
}

function svg(text: string): Inspection | null {
  return isSvg(text)
    ? { kind: 'image', mime: 'image/svg+xml', bytes: new TextEncoder().encode(text) }
    : null;
}

function json(column: Column, text: string): Inspection | null {
  const nested = column.kind === 'nested' || column.type === 'JSON';
  if ((!nested && !/^\s*[[{]/.test(text)) || text.length > LONGEST_JSON) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return { kind: 'json', text: pretty(text) };
}

/** JSON on lines of its own, each number and text as it was written. */
export function pretty(text: string): string {
  let written = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    if (token === '{' || token === '[') {
      depth++;
      written += token + line();
    } else if (token === '}' || token === ']') {
      depth--;
      const empty = /[[{]\s*$/.test(written);
      written = empty ? written.trimEnd() + token : written + line() + token;
    } else if (token === ',') {
      written += token + line();
    } else {
      written += token === ':' ? ': ' : token;
    }
  }
  return written;
}

/** Bytes as people read them: place, hexadecimal, letters; sixteen a line. */
export function hexDump(bytes: Uint8Array, limit: number): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, limit); at += 16) {
    const part = [...bytes.subarray(at, Math.min(at + 16, limit))];
    const hex = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = part
      .map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'))
      .join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${letters}`);
  }
  return lines.join('\n');
}
