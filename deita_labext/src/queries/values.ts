/** The values of a statement's parameters, as they are typed. */

/** What a typed text stands for. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'null';

export const VALUE_KINDS: readonly ValueKind[] = ['text', 'number', 'boolean', 'null'];

/** A value that somebody typed; an empty text is a text. */
export interface ITyped {
  kind: ValueKind;
  text: string;
}

export type Param = string | number | boolean | null;

/** The value, or undefined where the text is none of its kind. */
export function valueOf({ kind, text }: ITyped): Param | undefined {
  switch (kind) {
    case 'text':
      return text;
    case 'number': {
      const number = Number(text);
      return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'null':
      return null;
  }
}

/** What a text is taken for where nobody has said it: a number where it is one. */
export function kindOf(text: string): ValueKind {
  return /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? 'number' : 'text';
}
