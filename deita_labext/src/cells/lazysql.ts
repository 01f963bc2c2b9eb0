import { Compartment, type Extension } from '@codemirror/state';
import { type EditorView, ViewPlugin } from '@codemirror/view';

import { MAGIC } from '../sql/magic';

/**
 * Has an editor speak SQL while it is a cell that begins with `%%deita`. What knows SQL is
 * loaded with the first such cell: most pages have none.
 */
export function lazySqlCells(): Extension {
  const compartment = new Compartment();
  let asked = false;
  const look = async (view: EditorView): Promise<void> => {
    if (asked || !MAGIC.test(view.state.doc.toString())) {
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
