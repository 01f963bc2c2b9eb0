/** What was typed for a statement's parameters, whose names know no case. No DOM. */
import { type ITyped, kindOf } from './values';

export class ParamValues {
  constructor(typed: Record<string, ITyped>) {
    this._typed = new Map(Object.entries(typed));
  }

  /** By names, as JSON. */
  get state(): Record<string, ITyped> {
    return Object.fromEntries(this._typed);
  }

  /** Whether something was typed for a parameter, an empty text too. */
  has(name: string): boolean {
    return this._find(name) !== null;
  }

  /** What was typed for a parameter; nothing yet is an empty text. */
  get(name: string): ITyped {
    return this._find(name) ?? { kind: 'text', text: '' };
  }

  set(name: string, typed: ITyped): void {
    this._typed.set(name, typed);
  }

  /** Takes a text that was typed; its kind is guessed as long as nobody has chosen one. */
  type(name: string, text: string): void {
    const before = this.get(name);
    const guessed = before.kind === kindOf(before.text) || before.text === '';
    const kind = guessed && before.kind !== 'null' ? kindOf(text) : before.kind;
    this.set(name, { kind: before.kind === 'boolean' ? before.kind : kind, text });
  }

  private _find(name: string): ITyped | null {
    const lower = name.toLowerCase();
    for (const [known, typed] of this._typed) {
      if (known.toLowerCase() === lower) {
        return typed;
      }
    }
    return null;
  }

  private readonly _typed: Map<string, ITyped>;
}
