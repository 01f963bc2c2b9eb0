/** Words in place of rows: what is so, what to do about it, and the button for it. */
import { Widget } from '@lumino/widgets';

export interface INotice {
  message: string;
  hint?: string | null;
  action?: { label: string; run: () => void };
  /** Whether something went wrong. */
  alert?: boolean;
}

export class Notice extends Widget {
  constructor({ message, hint, action, alert }: INotice) {
    super();
    this.addClass('deita-GridNotice');
    this.node.setAttribute('role', alert ? 'alert' : 'status');
    this.node.append(paragraph('deita-GridNotice-message', message));
    if (hint) {
      this.node.append(paragraph('deita-GridNotice-hint', hint));
    }
    if (action) {
      const button = document.createElement('button');
      button.className =
        'jp-Button jp-mod-styled jp-mod-minimal deita-GridNotice-action';
      button.textContent = action.label;
      button.addEventListener('click', action.run);
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
