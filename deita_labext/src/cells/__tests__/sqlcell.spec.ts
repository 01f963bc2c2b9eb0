import { python } from '@codemirror/lang-python';
import { ensureSyntaxTree, language } from '@codemirror/language';
import { EditorState } from '@codemirror/state';

import { sqlCells } from '../sqlcell';

const cellOf = (doc: string): EditorState =>
  EditorState.create({ doc, extensions: [sqlCells(doc), python()] });

const languageOf = (state: EditorState): string | undefined =>
  state.facet(language)?.name;

function tokens(state: EditorState): [string, string][] {
  const found: [string, string][] = [];
  ensureSyntaxTree(state, state.doc.length, 5000)?.iterate({
    enter: node => {
      if (!node.node.firstChild) {
        found.push([node.name, state.sliceDoc(node.from, node.to)]);
      }
    }
  });
  return found;
}

describe('sqlCells', () => {
  it('reads SQL below the magic, at its own positions', () => {
    const state = cellOf("%%deita late <<\nselect carrier, 'x' -- why\nfrom flights");
    expect(languageOf(state)).toBe('deita-sql');
    expect(tokens(state)).toEqual([
      ['Keyword', 'select'],
      ['Identifier', 'carrier'],
      ['Punctuation', ','],
      ['String', "'x'"],
      ['LineComment', '-- why'],
      ['Keyword', 'from'],
      ['Identifier', 'flights']
    ]);
  });

  it('knows the engine’s own words', () => {
    const state = cellOf('%%deita\nsummarize flights qualify x::hugeint');
    expect(tokens(state)).toEqual(
      expect.arrayContaining([
        ['Keyword', 'summarize'],
        ['Keyword', 'qualify'],
        ['Type', 'hugeint']
      ])
    );
  });

  it('takes nothing of the first line for SQL', () => {
    expect(
      tokens(cellOf("%%deita select 'open\nselect 1")).map(([, text]) => text)
    ).toEqual(['select', '1']);
    expect(tokens(cellOf('%%deita --help')).map(([name]) => name)).toEqual(['Script']);
  });

  it('begins below the blank lines that IPython leaves out', () => {
    const state = cellOf('\n \n%%deita late <<\nselect 1');
    expect(languageOf(state)).toBe('deita-sql');
    expect(tokens(state)).toEqual([
      ['Keyword', 'select'],
      ['Number', '1']
    ]);
  });

  it.each([
    'x = 1',
    'print(1)\n%%deita\nselect',
    '%%deitax\nselect',
    '%%sql\nselect',
    ''
  ])('leaves other cells alone: %j', doc => {
    expect(languageOf(cellOf(doc))).toBe('python');
  });

  it('follows the first line as it is typed and deleted', () => {
    let state = cellOf('select 1');
    state = state.update({ changes: { from: 0, insert: '%%deita\n' } }).state;
    expect(languageOf(state)).toBe('deita-sql');
    expect(tokens(state)[0]).toEqual(['Keyword', 'select']);

    state = state.update({ changes: { from: 8, to: 14, insert: 'describe' } }).state;
    expect(tokens(state)[0]).toEqual(['Keyword', 'describe']);

    state = state.update({ changes: { from: 0, to: 2 } }).state;
    expect(languageOf(state)).toBe('python');
  });
});
