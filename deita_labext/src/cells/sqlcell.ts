/** SQL in notebook cells that begin with `%%deita`; all other cells are left as they are. */
import { defineLanguageFacet, Language, LanguageSupport } from '@codemirror/language';
import {
  Compartment,
  EditorState,
  type Extension,
  Prec,
  StateField,
  type Text
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import {
  type Input,
  Parser,
  type PartialParse,
  type TreeFragment
} from '@lezer/common';

import { dialect } from '../sql/dialect';
import { MAGIC, readCell } from '../sql/magic';

/** A document whose magic is seen as spaces, so that positions stay as they are. */
class WithoutMagic implements Input {
  constructor(private readonly _input: Input) {
    this._end = readCell(_input.read(0, _input.length))?.magic.length ?? 0;
  }

  get length(): number {
    return this._input.length;
  }

  get lineChunks(): boolean {
    return this._input.lineChunks;
  }

  chunk(from: number): string {
    return this._blank(from, this._input.chunk(from));
  }

  read(from: number, to: number): string {
    return this._blank(from, this._input.read(from, to));
  }

  private _blank(from: number, text: string): string {
    const length = Math.min(text.length, this._end - from);
    return length > 0
      ? text.slice(0, length).replace(/[^\n]/g, ' ') + text.slice(length)
      : text;
  }

  private readonly _end: number;
}

class CellParser extends Parser {
  override createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: readonly { from: number; to: number }[]
  ): PartialParse {
    return dialect.language.parser.startParse(
      new WithoutMagic(input),
      fragments,
      ranges
    );
  }
}

const language = new Language(
  defineLanguageFacet({
    commentTokens: { line: '--', block: { open: '/*', close: '*/' } }
  }),
  new CellParser(),
  [],
  'deita-sql'
);

const magicMark = Decoration.mark({ class: 'deita-magic' });

const markMagic = (doc: Text): DecorationSet => {
  const end = MAGIC.exec(doc.toString())?.[0].length ?? 0;
  return end > 0
    ? Decoration.set(magicMark.range(doc.lineAt(end).from, end))
    : Decoration.none;
};

/** The word `%%deita` in the colour of a magic. */
const magicWord = StateField.define<DecorationSet>({
  create: state => markMagic(state.doc),
  update: (marks, transaction) =>
    transaction.docChanged ? markMagic(transaction.state.doc) : marks,
  provide: field => EditorView.decorations.from(field)
});

const sqlSupport: Extension = Prec.highest(new LanguageSupport(language, magicWord));

const isSqlCell = (doc: Text): boolean => MAGIC.test(doc.toString());

/**
 * Makes an editor speak SQL while it is a cell that begins with `%%deita`.
 *
 * @param source - the text that the editor begins with
 */
export function sqlCells(source: string): Extension {
  const compartment = new Compartment();
  return [
    compartment.of(MAGIC.test(source) ? sqlSupport : []),
    EditorState.transactionExtender.of(transaction => {
      if (!transaction.docChanged) {
        return null;
      }
      const is = isSqlCell(transaction.newDoc);
      return is === isSqlCell(transaction.startState.doc)
        ? null
        : { effects: compartment.reconfigure(is ? sqlSupport : []) };
    })
  ];
}
