/** A statement's error under its cell. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { ERROR_TYPE, markedLine, readError } from './bundle';

/** What is wrong, the line with the place marked, and what to do. Text only, never HTML. */
export class ErrorOutput extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this.addClass('deita-SqlError');
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', _trans.__('SQL error'));
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const error = readError(model.data[ERROR_TYPE]);
    if (!error) {
      this.node.replaceChildren(
        element(
          'p',
          'deita-SqlError-message',
          this._trans.__('This error cannot be read.')
        )
      );
      return Promise.resolve();
    }
    const marked = markedLine(error);
    this.node.replaceChildren(
      element('p', 'deita-SqlError-message', error.message),
      ...(marked ? [element('pre', 'deita-SqlError-place', marked)] : []),
      ...(error.hint ? [element('p', 'deita-SqlError-hint', error.hint)] : [])
    );
    return Promise.resolve();
  }
}

function element(tag: 'p' | 'pre', className: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
