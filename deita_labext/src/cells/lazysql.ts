import { Compartment, type Extension } from '@codemirror/state';
import { type EditorView, ViewPlugin } from '@codemirror/view';

const MAGIC = /^%%deita(?=\s|$)/;

/**
 * Has an editor speak SQL while its first line begins with `%%deita`. What knows SQL is
 * loaded with the first such cell: most pages have none.
 */
export function lazySqlCells(): Extension {
  const compartment = new Compartment();
  let asked = false;
  const look = async (view: EditorView): Promise<void> => {
    if (asked || !MAGIC.test(view.state.doc.line(1).text)) {
      return;
    }
    asked = true;
    const { sqlCells } = await import('./sqlcell');
    view.dispatch({
      effects: compartment.reconfigure(sqlCells(view.state.doc.toString()))
    });
  };
  return [
    compartment.of([]),
    ViewPlugin.define(view => {
      void look(view);
      return {
        update: ({ docChanged, view: changed }) => {
          if (docChanged) {
            void look(changed);
          }
        }
      };
    })
  ];
}
