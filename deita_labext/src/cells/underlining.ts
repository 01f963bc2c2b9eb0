/** Errors of SQL cells underlined; what does it is loaded with the first such cell. */
import { Compartment, type Extension } from '@codemirror/state';
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

import { MAGIC } from '../sql/magic';
import type { IMark } from '../sql/problems';
import type { IDeitaEvents } from '../tokens';

export type CellCheck = (
  signal: AbortSignal,
  text: string,
  view: EditorView
) => Promise<IMark[]>;

/** Has an editor's errors underlined from the moment on that it holds an SQL cell. */
export function checkedCells(check: CellCheck, live: IDeitaEvents | null): Extension {
  const compartment = new Compartment();
  const plugin = ViewPlugin.fromClass(
    class {
      constructor(private readonly _view: EditorView) {
        this._look();
      }

      update({ docChanged }: ViewUpdate): void {
        if (docChanged) {
          this._look();
        }
      }

      destroy(): void {
        this._gone = true;
      }

      private _look(): void {
        const { doc } = this._view.state;
        if (this._begun || !MAGIC.test(doc.toString())) {
          return;
        }
        this._begun = true;
        void import('../sql/checking').then(({ checking }) => {
          if (!this._gone) {
            const mine = checking(
              (signal, text) => check(signal, text, this._view),
              live
            );
            this._view.dispatch({ effects: compartment.reconfigure(mine) });
          }
        });
      }

      private _begun = false;
      private _gone = false;
    }
  );
  return [compartment.of([]), plugin];
}
