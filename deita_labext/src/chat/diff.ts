/** What changes between two statements. Loaded when the first is shown. */
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';

/** Show `after` with what it changes of `before`, to be read only. */
export function showDiff(
  parent: HTMLElement,
  before: string,
  after: string,
  label: string
): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: after,
      extensions: [
        jupyterTheme,
        sql({ dialect: PostgreSQL }),
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        unifiedMergeView({ original: before, mergeControls: false })
      ]
    })
  });
}
