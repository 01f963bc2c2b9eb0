/** Text put where the person wrote last: a cell, a file, the SQL editor. */
import { EditorView } from '@codemirror/view';
import { Signal, type ISignal } from '@lumino/signaling';

/** Remembers the CodeMirror editor that had the focus last. */
export class LastEditor {
  constructor(root: Document = document) {
    root.addEventListener('focusin', event => {
      const { target } = event;
      const view =
        target instanceof HTMLElement && target.classList.contains('cm-content')
          ? EditorView.findFromDOM(target)
          : null;
      if (view !== null && view !== this._view) {
        this._view = view;
        this._changed.emit();
      }
    });
  }

  /** Another editor is the last one. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether there is an editor that can be seen and written to. */
  get isThere(): boolean {
    const view = this._view;
    return (
      view !== null &&
      view.dom.isConnected &&
      view.dom.offsetParent !== null &&
      !view.state.readOnly
    );
  }

  /** Put text in the place of what is selected there, and go there. */
  insert(text: string): void {
    if (this.isThere && this._view !== null) {
      this._view.dispatch(this._view.state.replaceSelection(text), {
        scrollIntoView: true,
        userEvent: 'input'
      });
      this._view.focus();
    }
  }

  private _view: EditorView | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
