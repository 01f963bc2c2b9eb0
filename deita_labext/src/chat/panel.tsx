import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';

import { chatIcon } from '../icons';
import type { ChatModel } from './model';

/**
 * The side panel of the chat: a frame until it is first shown; what is in it comes
 * then. Tells its model when it is to be seen and when not.
 */
export class ChatPanel extends Widget {
  constructor(private readonly _options: ChatPanel.IOptions) {
    super();
    const { trans } = _options;
    this.id = 'deita-chat';
    this.title.icon = chatIcon;
    this.title.caption = trans.__('Deita: ask about your data');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Ask Deita'));
    this.addClass('deita-Chat');
    this.layout = new PanelLayout();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._open();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._open();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._options.model.close();
  }

  protected override onBeforeDetach(message: Message): void {
    this._options.model.close();
    super.onBeforeDetach(message);
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    void this._filled.then(() => this._focus());
  }

  private _open(): void {
    void this._options.model.open();
    if (!this._isFilled) {
      this._isFilled = true;
      this._filled = this._fill();
    }
  }

  private async _fill(): Promise<void> {
    try {
      const body = ReactWidget.create(await this._options.body());
      body.addClass('deita-Chat-body');
      if (!this.isDisposed) {
        (this.layout as PanelLayout).addWidget(body);
        await body.renderPromise;
      }
    } catch (reason) {
      // What was not to be had may be so the next time.
      this._isFilled = false;
      throw reason;
    }
  }

  private _focus(): void {
    this.node
      .querySelector<HTMLElement>('.deita-Composer-text, .deita-Empty button')
      ?.focus();
  }

  private _isFilled = false;
  private _filled: Promise<void> = Promise.resolve();
}

export namespace ChatPanel {
  export interface IOptions {
    model: ChatModel;
    /** Brings what is in the panel. */
    body: () => Promise<React.JSX.Element>;
    trans: TranslationBundle;
  }
}
