import type { Column } from '../../api/contract';
import { hexDump, imageType, inspect, pretty } from '../inspection';

const BLOB: Column = { name: 'b', type: 'BLOB', kind: 'binary' };
const TEXT: Column = { name: 't', type: 'VARCHAR', kind: 'text' };
const NESTED: Column = { name: 's', type: 'STRUCT(a BIGINT)', kind: 'nested' };

describe('inspect', () => {
  it('knows images by their first bytes', () => {
    const png = inspect(BLOB, '\\x89504e470d0a1a0a00');
    expect(png).toMatchObject({ kind: 'image', mime: 'image/png' });
    expect(imageType(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
    expect(imageType(new TextEncoder().encode('RIFF\0\0\0\0WEBP'))).toBe('image/webp');
    expect(imageType(new TextEncoder().encode('GIF89a'))).toBe('image/gif');
    expect(inspect(BLOB, '\\x00ff')).toEqual({
      kind: 'bytes',
      bytes: new Uint8Array([0, 255])
    });
  });

  it('knows images in texts, and no other data addresses', () => {
    expect(inspect(TEXT, 'data:image/gif;base64,R0lGODlh')).toMatchObject({
      kind: 'image',
      mime: 'image/gif'
    });
    expect(inspect(TEXT, '<?xml version="1.0"?>\n<svg xmlns="x"></svg>')).toMatchObject(
      {
        kind: 'image',
        mime: 'image/svg+xml'
      }
    );
    for (const text of [
      'data:text/html,<script>alert(1)</script>',
      '<svgs>',
      'data:image/gif;base64,???'
    ]) {
      expect(inspect(TEXT, text)).toEqual({ kind: 'text', text });
    }
  });

  it('lays JSON out without changing a number', () => {
    expect(inspect(NESTED, '{"a": 12345678901234567890.10, "b": []}')).toEqual({
      kind: 'json',
      text: '{\n  "a": 12345678901234567890.10,\n  "b": []\n}'
    });
    expect(inspect(TEXT, '{not json')).toEqual({ kind: 'text', text: '{not json' });
    expect(inspect(TEXT, '12')).toEqual({ kind: 'text', text: '12' });
    expect(inspect(TEXT, null)).toEqual({ kind: 'null' });
  });
});

test('pretty keeps texts with brackets and quotes whole', () => {
  expect(pretty('[{"x":"a,{}[]\\"b"},1]')).toBe(
    '[\n  {\n    "x": "a,{}[]\\"b"\n  },\n  1\n]'
  );
});

test('hexDump writes sixteen bytes a line, up to its limit', () => {
  const lines = hexDump(new TextEncoder().encode('Deita\0writes bytes'), 17).split(
    '\n'
  );
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(
    '000000  44 65 69 74 61 00 77 72 69 74 65 73 20 62 79 74  Deita·writes byt'
  );
  expect(lines[1]?.trimEnd()).toMatch(/^000010 {2}65 +e$/);
});
