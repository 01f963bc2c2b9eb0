/** Words in place of rows: what is so, what to do about it, and the buttons for it. */
import { Widget } from '@lumino/widgets';

export class Notice extends Widget {
  constructor({ message, hint, actions = [], alert }: Notice.IOptions) {
    super();
    this.addClass('deita-GridNotice');
    this.node.setAttribute('role', alert ? 'alert' : 'status');
    this.node.append(paragraph('deita-GridNotice-message', message));
    if (hint) {
      this.node.append(paragraph('deita-GridNotice-hint', hint));
    }
    for (const { label, run } of actions) {
      const button = document.createElement('button');
      button.className = 'jp-mod-styled jp-mod-accept deita-GridNotice-action';
      button.textContent = label;
      button.addEventListener('click', run);
      this.node.append(button);
    }
  }
}

function paragraph(className: string, text: string): HTMLElement {
  const node = document.createElement('p');
  node.className = className;
  node.textContent = text;
  return node;
}

export namespace Notice {
  export interface IOptions {
    message: string;
    hint?: string | null;
    actions?: { label: string; run: () => void }[];
    /** Whether something went wrong. */
    alert?: boolean;
  }
}
